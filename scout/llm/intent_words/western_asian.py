"""Turkish, Arabic, Persian, Hebrew and Hindi words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

TURKISH: Final = {
    "common": """
        ve bir bu için ile de da olarak çok daha gibi ne ama en olan mi ki o şu her var yok kadar
        sonra önce ise değil ben sen biz siz onlar
    """,
    "do.summarize": "özetle* özetler özetleyin kısalt*",
    "do.translate": "çevir çevirin çevirir çeviri tercüme_et tercüme",
    "do.extract": """
        çıkar çıkart* ayıkla* bul_ve listele geçen geçenleri adı_geçen bahsedilen tüm_isim*
        metindeki yazıdaki metinden metinde metni_oku soruyu_cevapla metne_göre hangi_şehirler
        geçiyor yer_alan
    """,
    "do.classify": """
        sınıflandır* kategorize etiketle* belirle* ait değerlendir_ve hangi_kategori hangi_dil
        görüş_mü gerçek_mi mi_samimi grupla ayır
    """,
    "do.write": "yaz yazın yazar_mısın yazar oluştur* hazırla* üret* yap kaleme_al tasarla*",
    "do.give": "ver lazım istiyorum isterim gerekiyor istiyoruz",
    "do.imagine": """
        uydur* hayal_et anlat_bir masal_anlat yeniden_yaz başka_kelimelerle yaratıcı bul_öner öner
        daha_şiirsel başlık_bul isim_bul fikir_ver yeniden_yazar rolüne_gir devam_ettir
    """,
    "do.program": """
        kodla* programla* uygula* derle* optimize_et kur yapılandır* refaktör* hata_ayıkla* kod_yaz
        program_yaz fonksiyon_yaz fonksiyonu_yaz betik_yaz nasıl_yapılır
    """,
    "do.repair": "düzelt* onar tamir çalışmıyor hata_veriyor gider",
    "do.compute": """
        hesapla* çöz çözün bul_x sadeleştir* kaç_eder topla çarp türevini_al integralini
        toplamı_kaç kaçtır
    """,
    "do.prove": "kanıtla* ispatla* gösteriniz olduğunu_göster çürüt",
    "do.weigh": """
        analiz_et karşılaştır* değerlendir* tart kıyasla* karar_ver tavsiye_et planla*
        gerekçelendir* düşün çıkarım tartış* neden_olabilir ne_olur olurdu nedenini_açıkla
        adım_adım_düşün ne_yapmalıyım hangisi_daha mantıklı değer_mi
    """,
    "do.explain": "açıkla* anlat* tanımla* tarif_et",
    "do.list": "listele* say sırala* söyle göster belirt",
    "do.find": "bul bulun tespit_et kontrol_et ara",
    "a.text": """
        metin metni metnin metinde metinden makale* yazı yazıyı yazının haber haberi paragraf*
        mektup* e_posta* mail* mesaj* yorum yorumu yorumun cümle* rapor* belge* sözleşme* fatura*
        toplantı* konuşma* tutanak* değerlendirme
    """,
    "a.this": "bu şu şunu bunu aşağıdaki yukarıdaki aşağıda yukarıda verilen ekteki",
    "a.summary": """
        özet özeti özetini ana_fikir* ana_fikri ana_noktalar* maddede madde_madde iki_cümleyle
        tek_cümleyle kısaca önemli_nokta* iki_cümlede kısa_özet en_önemli
    """,
    "a.translation": """
        nasıl_denir nasıl_söylenir ne_demek çevirisi karşılığı nasıl_derim arapçası_nedir
        almancası_nasıl fransızcası türkçesi_nedir
    """,
    "a.label": """
        olumlu olumsuz nötr pozitif negatif spam kategori* duygu* duygusunu ton acil öncelik
        evet_veya_hayır doğru_mu_yanlış konu resmi değil_mi görüş gerçek hangi_dilde kibar kaba
        samimi
    """,
    "a.field": """
        isim isimler* adları adlarını tarih tarihi tarihleri yer_adları kişi adres* adresleri*
        telefon* tutar tutarı fiyat* numara* numarası anahtar_kelime* malzeme* şirket* şehir*
        telefon_numarası yaş meslek şifre
    """,
    "a.format": "json csv tablo* sütun* liste_halinde",
    "a.software": """
        fonksiyon* kod kodu kodun betik script sorgu* veritaban* döngü* dizi sınıf* metot* metod*
        metodu hata hatası algoritma* program* değişken* api liste* bağlı_liste dosya* modal
        pencere sayfa buton form sunucu
    """,
    "a.technology": "python_da java_da",
    "a.maths": """
        denklem* türev* integral* olasılık* yüzde* alan alanı alanını çevre* hacim* üçgen* daire*
        çember* açı karekök* asal toplam* çarpım* ortalama* kesir* matris* sayı sayının sayısının
        katının bölen* hız* faiz* indirim fiyatı köklerini denklemini hipotenüs faktöriyel
    """,
    "a.story": """
        şiir* hikâye* hikaye* masal* öykü* roman* şarkı* slogan* fıkra* diyalog* karakter*
        tekerleme* destan* efsane* mani başlık dörtlük bilmece ninni senaryo şiirsel
    """,
    "a.document": """
        mektup e_posta mail konuşma_metni davetiye* makale deneme blog önsöz ilan tebrik
    """,
    "a.dilemma": """
        artı* eksi* avantaj* dezavantaj* sonuç* neden_* strateji* risk* seçenek* adım_adım bulmaca*
        yalan* doğruyu iyi_mi daha_iyi tavsiye* hipotez* mantık* mantıksal alternatif* karar* yoksa
        satın_mı kesin_mi etki* avantaj_ve mantıklı çelişki öncelik
    """,
    "a.fact": """
        başkent* nüfus* icat* keşf* kuruldu doğdu öldü ülke* nehir* dağ dağı gezegen* savaş*
        yüzyıl* en_yüksek en_uzun en_büyük nedir anlamı fark* cumhurbaşkan* kral hangi_yıl*
        kim_yazdı çizdi fotosentez nasıl_çalışır nerede hangisidir oluşur gökkuşağı bayrak hayvan
        kuş vitamin nerededir neresidir para_birimi nasıl_oluşur
    """,
    "a.quantity": """
        her_biri toplamda birlikte kaldı kalan yarısı katı katının üçte liraya saatte dakika
        kilometre fiyatı tane
    """,
    "mark.all": "bütün her bazı hiçbir yalnızca sadece uzun büyük_ yaşça",
    "mark.count": "iki üç dört beş altı yedi sekiz dokuz on yüz",
    "q.who": "kim kimdir ne_zaman nerede nereye kime",
    "q.which": "hangi hangisi hangisidir",
    "q.what": "ne nedir neler nelerdir",
    "q.why": "neden niçin niye",
    "q.how": "nasıl",
    "q.many": "kaç kaçtır ne_kadar",
    "q.whether": "mi mı mu mü midir mıdır",
    "q.should": """
        meli_miyim malı_mıyım malıyım meliyim yapmalıyım kiralamalıyım almalıyım almalı_mıyım
        gerekir_mi mantıklı_mı açmalıyım
    """,
    "say.hello": """
        merhaba selam günaydın iyi_akşamlar iyi_geceler iyi_günler nasılsın nasılsınız naber
        ne_haber
    """,
    "say.thanks": """
        teşekkür* sağ_ol sağol görüşürüz hoşça_kal hoşçakal harika süper tamam haha tebrikler
        kolay_gelsin özür rica_ederim iyi_ki süpersin yaşasın kolay
    """,
    "say.you": "sen seni sana senin sever_misin misin mısın",
    "say.feel": """
        yorgun* üzgün* mutlu* sıkıldım sıkılıyorum yalnız* kızgın* canım moralim bugün hafta_sonu
        uyku* sıkkın çok_güzel_bir aşık
    """,
    "say.me": "ben beni bana benim biz",
    "mark.please": "lütfen misin yapar_mısın eder_misin yardım_et özetler_misin",
    "mark.if": "eğer ise varsayalım bütün hiçbir bazı yalnızca",
    "mark.or": "veya ya_da yoksa",
    "mark.hard": "ayrıntılı* detaylı* kapsamlı* karmaşık*",
    "mark.easy": "kısa basit kolay hızlı",
    "mark.then": "sonra ayrıca önce ardından",
    "languages": """
        ingilizce* almanca* fransızca* ispanyolca* italyanca* portekizce* rusça* türkçe* çince*
        japonca* korece* arapça* farsça* latince*
    """,
    "a.into_language": """
        ingilizceye almancaya fransızcaya ispanyolcaya italyancaya türkçeye rusçaya japoncaya
        arapçaya çinceye ingilizce_ye almanca_ya türkçe_ye fransızca_ya ingilizcesi türkçesi
        almancası arapçası fransızcası ispanyolcası rusçası
    """,
}
"""Turkish."""

ARABIC: Final = {
    "common": """
        في من على إلى أن هذا هذه التي الذي عن مع ثم أو لا ما لم قد كان كانت هو هي بين بعد قبل كل
        غير
    """,
    "do.summarize": "لخص لخصي لخصوا لخصها تلخيص اختصر اختصار أوجز ملخص_ل",
    "do.translate": "ترجم ترجمي ترجموا ترجمة ترجمه ترجمها",
    "do.extract": """
        استخرج استخرجي استخراج استخلص اذكر_جميع اذكر_كل المذكورة المذكورين الواردة حدد_جميع اجمع
        استخرجوا اقرأ أجب_عن حسب_النص وفقا_للنص المبالغ_المذكورة أكمل
    """,
    "do.classify": """
        صنف صنفي صنفوا تصنيف حدد_مشاعر حدد_فئة حدد_ما_إذا ضع_علامة قيم_هل حدد_نوع إلى_أي_فئة ما_لغة
        رأي_أم_حقيقة رأي_أم هل_هو_إيجابي
    """,
    "do.write": "اكتب اكتبي اكتبوا كتابة أنشئ انشئ أنشأ صمم حرر أعد ألف_رسالة صغ جهز",
    "do.give": "أعطني اعطني أريد أحتاج أود نريد أبحث_عن",
    "do.imagine": """
        ألف ألفي تخيل اخترع ابتكر احك احكي ارو أعد_صياغة أعد_كتابة اقترح_أسماء نظم اقترح بأسلوب
        أكمل_القصة عنوان_ل أفكار_ل تظاهر ساعدني_في_كتابة
    """,
    "do.program": """
        برمج نفذ طبق_خوارزمية حسن_الكود ثبت اضبط نفذي شغل اكتب_برنامجا اكتب_دالة اكتب_كود
    """,
    "do.repair": "أصلح اصلح صحح حل_الخطأ لا_يعمل إصلاح",
    "do.compute": """
        احسب احسبي حل حلي أوجد اوجد بسط كم_يساوي كم_ناتج اجمع_العددين اضرب اقسم فكك كامل
    """,
    "do.prove": "أثبت اثبت برهن إثبات برهان",
    "do.weigh": """
        حلل حللي قارن قارني وازن قيم انصح أوص خطط برر فسر استنتج ناقش فكر رجح اقترح_خطة ماذا_سيحدث
        ماذا_لو اشرح_لماذا قرر هل_من_الحكمة ما_رأيك ماذا_تفعل أيهما_تختار فكر_خطوة ما_عواقب
        كيف_أفكر ما_الحجج لكل_رأي
    """,
    "do.explain": "اشرح اشرحي وضح عرف صف شرح حدثني أخبرني",
    "do.list": "اذكر عدد سم أعط أعطني اعرض قل",
    "do.find": "ابحث جد حدد تحقق ما_اسم",
    "a.text": """
        نص نصا النص المقال المقالة الفقرة فقرة رسالة الرسالة البريد تعليق التعليق مراجعة المراجعة
        تقرير التقرير وثيقة الوثيقة عقد العقد فاتورة الفاتورة جملة الجملة محادثة المحادثة خبر الخبر
        تغريدة التغريدة خطاب محضر
    """,
    "a.this": "هذا هذه هذين التالي التالية أدناه أعلاه الآتي الآتية المرفق",
    "a.summary": """
        ملخص ملخصا خلاصة أهم_النقاط النقاط_الرئيسية الأفكار_الرئيسية الفكرة_الرئيسية باختصار
        في_جملة جملتين نقاط موجز بإيجاز خلاصة_هذا بكلمات_قليلة ما_المهم المهم_فيها
    """,
    "a.translation": "كيف_أقول كيف_نقول كيف_يقال ما_معنى ترجمة معنى_كلمة",
    "a.label": """
        إيجابي إيجابية سلبي سلبية محايد محايدة مزعجة سبام تصنيف فئة فئات مشاعر نبرة عاجل أولوية
        نعم_أو_لا صح_أم_خطأ موضوع رسمي احتيال عادية رأي حقيقة مهذب لغة_هذه راض غاضب
    """,
    "a.field": """
        أسماء الأسماء اسم تواريخ تاريخ التواريخ أماكن مدن المدن أشخاص عناوين عنوان أرقام هواتف
        الهواتف مبالغ المبالغ أسعار الأسعار شركات كلمات_مفتاحية مكونات المكونات
    """,
    "a.format": "جدول json csv قائمة_ب أعمدة",
    "a.software": """
        دالة الدالة كود الكود شيفرة برنامج برنامجا استعلام قاعدة_بيانات حلقة مصفوفة خطأ_برمجي
        خوارزمية متغير سكربت برمجي واجهة_برمجة مكتبة_برمجية الخطأ بلغة
    """,
    "a.technology": "بايثون جافا جافاسكريبت جافا_سكريبت سي_بلس",
    "a.maths": """
        معادلة المعادلة مشتقة تكامل احتمال نسبة_مئوية بالمئة بالمائة مساحة محيط حجم مثلث دائرة
        زاوية جذر عدد_أولي أوليا مجموع ناتج متوسط كسر مصفوفات قطر قطرها نصف_قطر سرعة فائدة خصم
        يساوي أعداد
    """,
    "a.story": """
        قصيدة قصة قصص شعر شعرا حكاية رواية أغنية شعار نكتة حوار شخصية خرافة أسطورة خاطرة عنوان نشيد
        لغز مسرحية حوارا طريفا عبارة عبارة_جميلة
    """,
    "a.document": "رسالة بريد خطاب دعوة مقال مقالا مقالة تهنئة إعلان منشور وصف",
    "a.dilemma": """
        إيجابيات سلبيات مزايا عيوب عواقب أسباب سبب استراتيجية مخاطر خيارات الخيارين خيار حجج
        خطوة_بخطوة لغز يكذب الحقيقة أفضل توصية فرضيات منطق منطقي بدائل قرار رأيك خطة تأثير
        الإيجابيات_والسلبيات الحكمة تناقض أولوية
    """,
    "a.fact": """
        عاصمة سكان اخترع مخترع اكتشف تأسست تأسس ولد توفي دولة الدول بلد نهر جبل كوكب حرب قرن أعلى
        أطول أكبر أقدم تعريف الفرق_بين رئيس ملك بني في_أي_عام رسم من_كتب البناء_الضوئي عملة أين_تقع
        يتكون قوس_قزح ارتفاع علم طائر حيوان فيتامين أين_يقع كم_يبلغ تاريخ_ال
    """,
    "a.quantity": "لكل معا الباقي بقي نصف ضعف ثلث ربع يكلف ساعة ساعات دقيقة كيلومتر لتر ريال",
    "mark.all": "كل جميع بعض لا_أحد فقط أطول_من أكبر_من",
    "mark.count": "اثنان اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة",
    "q.who": "من متى أين",
    "q.which": "أي أية أيهما",
    "q.what": "ما ماذا ما_هي ما_هو",
    "q.why": "لماذا لم_لا",
    "q.how": "كيف",
    "q.many": "كم",
    "q.whether": "هل أهذا هل_هذا هل_هذه",
    "q.should": "هل_يجب هل_ينبغي أيهما_أفضل هل_الأفضل",
    "say.hello": """
        مرحبا أهلا السلام_عليكم صباح_الخير مساء_الخير كيف_حالك كيف_الحال كيف_كان تصبح_على_خير هلا
    """,
    "say.thanks": """
        شكرا مع_السلامة إلى_اللقاء رائع ممتاز جميل ههه هههه حسنا آسف مبروك_عليك عفوا شكرا_جزيلا
        العفو يسلمو لا_بأس أحسنت
    """,
    "say.you": "أنت إنت لك يومك اسمك حالك هل_أنت تحب",
    "say.feel": """
        أشعر متعب متعبة حزين حزينة سعيد سعيدة ملل بالملل وحيد غاضب مريض اليوم اشتقت أحبك يوم_طويل
        مشتاق
    """,
    "say.me": "أنا لي عندي نحن",
    "mark.please": "من_فضلك رجاء لو_سمحت هل_يمكنك ممكن هل_تستطيع ساعدني",
    "mark.if": "إذا_كان لو افترض كل بعض لا_أحد",
    "mark.or": "أو أم",
    "mark.hard": "بالتفصيل مفصل شامل معقد كامل",
    "mark.easy": "قصير قصيرة بسيط بسيطة سريع مختصر",
    "mark.then": "ثم بعد_ذلك أيضا أولا أخيرا",
    "languages": """
        الإنجليزية الانجليزية إنجليزي الفرنسية الألمانية الإسبانية الاسبانية الإيطالية العربية
        الروسية التركية الصينية اليابانية الكورية البرتغالية الفارسية الهندية اللاتينية
    """,
    "into": "إلى باللغة إلى_اللغة من",
    "a.into_language": """
        بالإنجليزية بالانجليزية بالفرنسية بالألمانية بالإسبانية بالعربية بالتركية للإنجليزية
        للعربية
    """,
}
"""Arabic."""

PERSIAN: Final = {
    "common": "و در به از که این است را با برای آن یک هم شد می ها ای تا بر اما یا من تو",
    "do.summarize": "خلاصه_کن خلاصه خلاصه‌ کوتاه_کن",
    "do.translate": "ترجمه_کن ترجمه",
    "do.extract": "استخراج استخراج_کن پیدا_کن_همه",
    "do.classify": "دسته_بندی طبقه_بندی",
    "do.write": "بنویس بساز تولید_کن",
    "do.imagine": "بسرای اختراع_کن",
    "do.compute": "حساب_کن محاسبه حل_کن",
    "do.prove": "ثابت_کن اثبات",
    "do.weigh": "تحلیل_کن مقایسه مقایسه_کن",
    "do.explain": "توضیح توضیح_بده شرح",
    "a.text": "متن مقاله پیام نامه نظر جمله گزارش",
    "a.this": "این زیر",
    "a.software": "تابع کد برنامه اسکریپت پایتون جاوا",
    "a.maths": "معادله مشتق انتگرال مساحت درصد احتمال",
    "a.story": "شعر داستان قصه ترانه شعار",
    "a.label": "مثبت منفی خنثی احساس هرزنامه",
    "a.field": "نام_ها تاریخ_ها اسامی",
    "a.fact": "پایتخت اختراع جمعیت کوه رود",
    "q.who": "کی چه_کسی کجا کجاست",
    "q.what": "چیست چه",
    "q.why": "چرا",
    "q.how": "چگونه چطور",
    "q.many": "چند چقدر",
    "say.hello": "سلام صبح_بخیر حالت_چطوره چطوری",
    "say.thanks": "ممنون مرسی متشکرم خداحافظ",
    "languages": "انگلیسی فارسی آلمانی فرانسوی عربی",
    "into": "به",
}
"""Persian."""

HEBREW: Final = {
    "common": "של את על זה לא הוא היא עם גם כי או אני יש אם כל",
    "do.summarize": "סכם תסכם תקציר_של תמצת סכמי",
    "do.translate": "תרגם תרגמי תתרגם",
    "do.extract": "חלץ הוצא תוציא מצא_את_כל חלצי",
    "do.classify": "סווג תסווג סיווג",
    "do.write": "כתוב כתבי תכתוב צור תיצור הכן",
    "do.imagine": "המצא תמציא דמיין ספר_לי_סיפור",
    "do.program": "ממש תכנת דבג",
    "do.repair": "תקן תתקן",
    "do.compute": "חשב פתור תחשב פשט",
    "do.prove": "הוכח הוכיחו",
    "do.weigh": "נתח השווה שקול המלץ",
    "do.explain": "הסבר תסביר תאר",
    "a.text": "טקסט מאמר הודעה מכתב ביקורת תגובה משפט פסקה",
    "a.this": "זה זאת הזה הבא הבאה",
    "a.summary": "סיכום תקציר",
    "a.software": "פונקציה קוד סקריפט שאילתה תוכנית",
    "a.technology": "פייתון",
    "a.maths": "משוואה נגזרת אינטגרל הסתברות אחוז שטח",
    "a.story": "שיר סיפור אגדה סלוגן בדיחה",
    "a.label": "חיובי חיובית שלילי שלילית ניטרלי ספאם",
    "a.field": "שמות תאריכים סכומים",
    "a.fact": "בירת בירה המציא אוכלוסייה נולד",
    "q.who": "מי מתי איפה",
    "q.what": "מה מהי מהו",
    "q.why": "למה מדוע",
    "q.how": "איך כיצד",
    "q.many": "כמה",
    "q.which": "איזה איזו",
    "q.whether": "האם",
    "say.hello": "שלום היי בוקר_טוב מה_שלומך מה_נשמע",
    "say.thanks": "תודה ביי להתראות",
    "languages": "אנגלית לאנגלית עברית לעברית גרמנית צרפתית ספרדית ערבית רוסית",
    "a.into_language": "לאנגלית לעברית לגרמנית לצרפתית לספרדית לערבית לרוסית באנגלית בעברית",
}
"""Hebrew."""

HINDI: Final = {
    "common": """
        का की के में है हैं और से को पर यह वह इस उस था थी थे एक ने लिए भी तो नहीं कि जो या हो
    """,
    "do.summarize": "सारांश संक्षेप संक्षेप_में संक्षिप्त सार",
    "do.translate": "अनुवाद अनुवाद_करो अनुवाद_करें तर्जुमा में_बदलो",
    "do.extract": """
        निकालो निकालें निकालकर निकाल छाँटो छांटो ढूंढकर सूची_बनाओ निकालिए पढ़कर_बताओ पाठ_के_अनुसार
        निकालकर_तालिका दिया_गया नीचे_से
    """,
    "do.classify": """
        वर्गीकृत वर्गीकरण श्रेणी_में वर्ग_में पहचानो_कि छाँटकर श्रेणी कौन_सी_भाषा तथ्य_या_राय
        सही_या_गलत
    """,
    "do.write": "लिखो लिखें लिखिए बनाओ बनाएं बनाइए तैयार लिख लिखकर",
    "do.give": "दो चाहिए_एक चाहता चाहती",
    "do.imagine": "कल्पना रचो रचना सुनाओ गढ़ो सोचकर_नाम सुझाओ नाम_सुझाओ सुनाइए शैली_में कल्पना_करो",
    "do.program": "प्रोग्राम कोड_लिखो लागू डिबग मर्ज_करने कोड_बनाओ प्रोग्राम_लिखो फ़ंक्शन_लिखो",
    "do.repair": "ठीक_करो ठीक_करें ठीक सुधारो गलती_ढूंढो सही_करो",
    "do.compute": "गणना ज्ञात_कीजिए ज्ञात_करो हल_करो हल_करें हल निकालिए_मान जोड़ो गुणा कितना_होगा",
    "do.prove": "सिद्ध साबित",
    "do.weigh": """
        विश्लेषण तुलना विचार मूल्यांकन सुझाव सलाह निर्णय योजना तर्क_दो तर्क क्या_होगा_अगर बेहतर
        सोचकर_सलाह क्या_करना_चाहिए कारण_सहित कौन_सा_बेहतर
    """,
    "do.explain": "समझाओ समझाइए समझाएं बताओ बताइए व्याख्या वर्णन परिभाषा",
    "do.list": "सूची दिखाओ गिनाओ दीजिए",
    "do.find": "ढूंढो खोजो पता पहचानो जाँचो",
    "a.text": """
        पाठ लेख पैराग्राफ अनुच्छेद संदेश पत्र ईमेल समीक्षा टिप्पणी रिपोर्ट वाक्य खबर दस्तावेज़
        शिकायत
    """,
    "a.this": "इस यह इसे नीचे निम्नलिखित निम्न ऊपर दिए_गए",
    "a.summary": """
        सारांश मुख्य_बिंदु मुख्य_बातें संक्षेप_में दो_वाक्यों एक_वाक्य मुख्य संक्षिप्त_में
    """,
    "a.translation": "क्या_कहते_हैं कैसे_कहते अनुवाद मतलब",
    "a.label": """
        सकारात्मक नकारात्मक तटस्थ स्पैम भावना श्रेणी शिकायत सवाल तारीफ हाँ_या_ना शिकायत_है सवाल_है
    """,
    "a.field": "नाम नामों तारीखें तारीख तारीखों स्थान लोगों पते पता फ़ोन नंबर राशि कीमत",
    "a.format": "तालिका json csv सूची",
    "a.software": "फ़ंक्शन फंक्शन कोड स्क्रिप्ट डेटाबेस लूप एरर एल्गोरिदम क्वेरी प्रोग्राम सूचियों",
    "a.technology": "पायथन जावा जावास्क्रिप्ट",
    "a.maths": """
        समीकरण अवकलज समाकलन प्रायिकता प्रतिशत क्षेत्रफल परिमाप आयतन त्रिभुज वृत्त कोण वर्गमूल योग
        गुणनफल औसत भिन्न ब्याज लाभ हानि संख्या गति
    """,
    "a.story": """
        कविता कहानी गीत गाना शायरी उपन्यास नारा चुटकुला संवाद पात्र लोरी शीर्षक पहेली नाटक मजेदार
    """,
    "a.document": "पत्र ईमेल भाषण निमंत्रण निबंध",
    "a.dilemma": """
        फायदे नुकसान लाभ_और_हानि परिणाम कारण रणनीति जोखिम विकल्प कदम_दर_कदम पहेली झूठ सच पक्षों
        निष्कर्ष
    """,
    "a.fact": """
        राजधानी जनसंख्या आविष्कार खोज स्थापना जन्म देश नदी पर्वत ग्रह युद्ध सदी सबसे_ऊंचा सबसे_लंबी
        सबसे_बड़ा राष्ट्रीय प्रधानमंत्री राष्ट्रपति राजा बनवाया सूत्र पक्षी अंतर इंद्रधनुष बनता
        ध्वज पशु विटामिन ऊँचाई मुद्रा
    """,
    "a.quantity": """
        प्रत्येक कुल मिलकर बचे शेष आधा दुगुना तिगुना तिहाई कीमत घंटे मिनट किलोमीटर लीटर रुपये
        खरीदकर बेची आदमी काम सेमी
    """,
    "mark.all": "सभी हर कुछ कोई केवल लंबा बड़ा_है",
    "mark.count": "दो तीन चार पाँच पांच छह सात आठ नौ दस सौ",
    "q.who": "कौन किसने कब कहाँ कहां किसे",
    "q.which": "कौनसा कौन_सा कौन_सी किस",
    "q.what": "क्या",
    "q.why": "क्यों",
    "q.how": "कैसे",
    "q.many": "कितना कितने कितनी",
    "q.should": "चाहिए",
    "say.hello": "नमस्ते नमस्कार हैलो सुप्रभात शुभ_रात्रि कैसे_हैं कैसे_हो क्या_हाल",
    "say.thanks": "धन्यवाद शुक्रिया अलविदा फिर_मिलेंगे बढ़िया वाह माफ",
    "say.you": "तुम तुम्हारा तुम्हें आप आपका तू",
    "say.feel": "थक थका उदास खुश बोर अकेला गुस्सा मन बीमार आज नींद अच्छा_लगा बहुत_अच्छा थकान प्यार",
    "say.me": "मैं मेरा मेरी मेरे मुझे हम",
    "mark.please": "कृपया क्या_आप मदद",
    "mark.if": "अगर यदि सभी कुछ",
    "mark.or": "या",
    "mark.hard": "विस्तार विस्तृत जटिल पूरा",
    "mark.easy": "छोटा छोटी सरल आसान",
    "languages": """
        अंग्रेज़ी अंग्रेजी हिंदी हिन्दी जर्मन फ्रेंच स्पेनिश रूसी अरबी जापानी चीनी उर्दू तमिल
        बंगाली मराठी संस्कृत
    """,
    "a.into_language": "हिंदी_में अंग्रेज़ी_में अंग्रेजी_में जर्मन_में फ्रेंच_में स्पेनिश_में",
}
"""Hindi."""
