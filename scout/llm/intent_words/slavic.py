"""Russian, Ukrainian, Polish and Czech words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

RUSSIAN: Final = {
    "common": """
        и в на не что с по как это из у за от до для о об при так же бы но а то его её их мы вы он
        она они было был была есть если или уже ещё
    """,
    "do.summarize": """
        резюмируй* суммируй* обобщи* перескажи* подытож* сократи* сожми кратко_изложи
        коротко_изложи подведи_итог суммаризируй* изложи_кратко вкратце_расскажи перескажи_вкратце
        сделай_выжимку сделай_краткий
    """,
    "do.translate": "переведи* перевести переведите перевод переведи_на",
    "do.extract": """
        извлеки* извлечь выпиши* достань вытащи выдели_все найди_все найди_в вычлени* собери
        упомян* указан* содержится перечисли_все встреча* выдели_имена согласно_тексту прочитай
        ответь_на_вопрос согласно из_текста из_этого вытащи_из сколько_указано названы
    """,
    "do.classify": """
        классифициру* категоризир* отнеси определи размети пометь оцени_тональность рассортируй
        распредели относится присвой на_каком_языке какой_это_язык определи_тон какое_настроение
        факт_или_мнение раздели сгруппируй
    """,
    "do.write": """
        напиши* написать составь составить создай* создать сгенерируй* сделай подготовь сформулируй
        набросай оформи
    """,
    "do.give": "дай_мне мне_нужно хочу нужен нужна нужно нужны хотелось_бы требуется ищу надо",
    "do.imagine": """
        придумай* сочини* сочинить вообрази* представь_что расскажи_сказку расскажи_историю
        перепиши перефразир* переформулир* зарифмуй предложи_идеи в_стиле помоги_придумать идеи_для
        название_для тост_на продолжи_рассказ продолжи_историю сделай_текст представь_себя
        сыграй_роль
    """,
    "do.program": """
        реализуй* реализовать запрограммир* отрефактори* рефактор* отлад* скомпилир* оптимизир*
        разверни установ* настро* задеплой закодируй добавь напиши_программу напиши_функцию
        напиши_скрипт напиши_код юнит_тест*
    """,
    "do.repair": "исправ* почини* пофикси* не_работает падает_с устрани",
    "do.compute": """
        вычисли* вычислить посчитай* рассчитай* реши решить решите упрости* найди_производн*
        найди_интеграл сколько_будет разложи найди_площадь найди_значение проинтегрируй сложи
        умножь округли на_сколько_процентов сколько_стоит за_какое_время сколькими_способами
        найди_корни найди_икс переведи_в_метры округли_до
    """,
    "do.prove": "докажи* доказать докажите опроверг* выведи_формул* покажи_что",
    "do.weigh": """
        проанализир* анализ сравни* сравнить взвесь оцени* посоветуй* порекомендуй* реши_какой
        обоснуй* рассуждай* рассуди рассмотри* аргументир* спланируй* подумай сделай_вывод
        что_будет_если объясни_почему обсуди что_лучше что_бы_ты какое_слово_лишнее лишнее
        разбери_по что_выгоднее что_делать_если стоит_ли помоги_решить помоги_выбрать
        приведи_аргументы предложи_стратегию верно_ли_что как_думаешь кто_из_нас_прав
        при_каких_условиях виновный
    """,
    "do.explain": "объясни* опиши* расскажи* поясни* дай_определение растолкуй",
    "do.list": "перечисли* назови* дай покажи верни выведи скажи",
    "do.find": "найди найти ищи проверь определи выясни",
    "a.text": """
        текст* стать* абзац* письм* сообщен* отзыв* комментари* документ* отчёт* договор* счёт
        счете счета фраз* предложение предложения протокол* переписк* обращен* резюме новост* твит*
        расшифровк* тикет* заметк*
    """,
    "a.this": """
        этот эту это этого этой эти следующ* ниже нижеследующ* выше приведён* данный данного этом
        этих
    """,
    "a.summary": """
        саммари кратко коротко_о пересказ* выжимк* главные_мысли основные_мысли основные_идеи
        главное тезис* итог* в_двух_предложениях в_одном_предложении в_трёх_предложениях суть
        краткое_содержание содержание о_чём_эта о_чём_текст вкратце ключевые в_двух_словах коротко
        самое_главное совсем_коротко главное_из выжми
    """,
    "a.translation": """
        как_сказать как_будет перевод* как_переводится что_значит_слово как_по что_означает_слово
        слово_на на_его_языке на_её_языке что_это_по
    """,
    "a.label": """
        положительн* отрицательн* нейтральн* позитивн* негативн* спам тональност* категори* тон
        настроени* срочн* приоритет* да_или_нет правда_или_ложь тема тему эмоци* фишинг токсичн*
        мнение класс оскорбител* факт_или_мнение вопрос_или жалоба просьба язык_это вежлив* груб*
        сарказм благодарность это_технический
    """,
    "a.field": """
        имена имя дата даты места люди людей адреса адрес телефоны номер суммы сумма цены цена
        компании компаний ключевые_слова ингредиенты должности должность названия ссылки почты
        сроки участник* сколько_человек телефон_и пароль возраст професси* часы_работы покупки
        причину_обращения имя_клиента
    """,
    "a.format": "json csv таблиц* xml yaml списком столбц*",
    "a.software": """
        функци* скрипт* код кода кодом запрос* база_данных базу_данных цикл* массив* класс метод*
        ошибк* исключени* алгоритм* программ* переменн* регуляр* апи сервер* библиотек* рекурси*
        указател* компонент* стек очеред* консол* хук* юнит_тесты тест_для бот* сайт* страниц*
        форма_входа компилятор* терминал* гит докер*
    """,
    "a.technology": "питон* питоне джава* пайтон* реакт* джаваскрипт*",
    "a.maths": """
        уравнени* производн* интеграл* вероятност* процент* площад* периметр* объём* треугольник*
        окружност* угол угла корень корн* простое_число простые_числа сумму произведени* дробь
        дроби матриц* вектор* многочлен* теорем* предел* скорост* км чисел натуральн* делится
        радиус* логарифм* умножить разделить плюс минус средн* скидк* выражение корни гипотенуз*
        факториал* цена_выросла упала_на способами комбинаци* пара натуральное
    """,
    "a.story": """
        стих* стихотворени* сказк* рассказ рассказы рассказик истори* песн* роман* слоган* девиз*
        хокку хайку анекдот* диалог* персонаж* басн* шутк* рифм* поэм* частушк* сценари* легенд*
        название_для тост заголов* название стишок загадку колыбельн* сценка подпись строк весёлый
        смешная тема_осень
    """,
    "a.document": """
        письмо речь приглашени* эссе сочинение поздравлени* пост объявлени* тост статью описание
        сопроводительн* пресс_релиз открытк* поздравительн* благодарност* извинени* заявлени*
        свадьб*
    """,
    "a.dilemma": """
        плюсы минусы преимуществ* недостатк* последстви* причин* стратеги* риск* вариант* аргумент*
        пошагово шаг_за_шагом загадк* лжёт лжец* правду лучше рекомендаци* гипотез* логик*
        логическ* альтернатив* вывод решение дилемм* за_и_против план ошибочен подход* лишнее
        пережить выгодн* разумн* противоречи* приоритет* докладчик
    """,
    "a.fact": """
        столиц* населени* изобрёл изобрел открыл основан* основали родился родилась умер стран*
        река реки гор* планет* войн* век века самый_высок* самая_длинн* самый_больш* означает
        определени* разница_между президент* король построен* в_каком_году написал нарисовал
        фотосинтез* что_такое находится как_работает автор* костей голуб* высота истори* из_чего
        делают образует* радуг* вулкан* флаг* гимн* животн* птиц* витамин* орган* чем_отличается
        валют* высот* в_кроссворде кроссворд* внук почему_у что_знает
    """,
    "a.quantity": """
        каждый каждая всего вместе осталось остал* половин* вдвое втрое треть четверть стоит часа
        часов минут километр* метр* литр* рублей поровну корзине за_сколько
    """,
    "mark.all": "все всех каждый некоторые никто ни_один только ровно старше выше младше моложе",
    "mark.count": "два две три четыре пять шесть семь восемь девять десять сто тысяча двое трое",
    "q.who": "кто кого кому когда где куда откуда",
    "q.which": "какой какая какое какие каких какую каком какого",
    "q.what": "что чем чего",
    "q.why": "почему зачем отчего",
    "q.how": "как каким_образом",
    "q.many": "сколько",
    "q.whether": "это_спам является_ли верно_ли правда_ли ли",
    "q.should": "стоит_ли нужно_ли следует_ли лучше_ли должен_ли",
    "say.hello": """
        привет здравствуй* добрый_день доброе_утро добрый_вечер спокойной_ночи как_дела хай
        приветик как_поживаешь как_спалось что_нового
    """,
    "say.thanks": """
        спасибо благодарю пока до_свидания до_завтра увидимся круто класс здорово ладно ок хорошо
        хаха ахах* лол извини прости поздравляю удачи пожалуйста_не ничего_бывает бывает ура
        хорошего_дня приятного не_за_что взаимно спокойной
    """,
    "say.you": """
        ты тебя тебе тобой твой твоя твоё вы_робот любимый любимая тебе_нравится кто_ты
        как_тебя_зовут ты_умеешь что_ты_делаешь
    """,
    "say.feel": """
        устал устала грустно скучно рад рада счастлив счастлива одиноко злюсь плохо болею
        хочу_спать люблю ненавижу настроение сегодня выходны* мне_кажется влюблён влюбил* так_устал
        настроени* такой_день чудесный обидно ура отпуск чемодан снег_пошёл
    """,
    "say.me": "я мне меня мой моя мои мы нас",
    "mark.please": "пожалуйста можешь можете мог_бы могли_бы помоги помогите",
    "mark.if": "если допустим предположим все некоторые ни_один",
    "mark.or": "или",
    "mark.hard": "подробн* детальн* полн* сложн* масштабируем* тщательн*",
    "mark.easy": "коротк* прост* быстро краткий кратко",
    "mark.then": "потом затем также кроме_того сначала наконец",
    "into": "на с по",
    "languages": """
        английск* немецк* французск* испанск* итальянск* португальск* нидерландск* польск* русск*
        турецк* китайск* японск* корейск* арабск* хинди латинск* латынь греческ* шведск* датск*
        норвежск* финск* чешск* венгерск* украинск* иврит*
    """,
    "a.into_language": """
        по_английски по_немецки по_французски по_испански по_итальянски по_русски по_польски
        по_турецки по_китайски по_японски по_корейски по_арабски по_португальски по_украински
    """,
}
"""Russian."""

UKRAINIAN: Final = {
    "common": """
        і в на з що не як це до та у від за для про при так але його її їх ми ви він вона вони було
        був є якщо або вже ще
    """,
    "do.summarize": "підсумуй* стисло_перекажи перекажи* скороти* узагальни* коротко_виклади",
    "do.translate": "переклади* перекласти перекладіть",
    "do.extract": "витягни* вилучи* випиши* знайди_всі знайди_в згадан* виокрем* дістань",
    "do.classify": "класифікуй* визнач* віднеси категориз* познач*",
    "do.write": "напиши* створи* склади* згенеруй* зроби підготуй",
    "do.imagine": "вигадай* придумай* уяви* перепиши переформулюй розкажи_казку",
    "do.program": "реалізуй* запрограм* налагод* оптимізуй* встанови* налаштуй",
    "do.repair": "виправ* полагодь не_працює",
    "do.compute": "обчисли* порахуй* розв_яж* розв_яжи спрости* знайди_похідну скільки_буде",
    "do.prove": "доведи* довести спростуй",
    "do.weigh": """
        проаналізуй* порівняй* зваж* оціни* порадь* порекомендуй* обґрунтуй* міркуй* поясни_чому
    """,
    "do.explain": "поясни* опиши* розкажи* дай_визначення",
    "do.list": "перелічи* назви* дай покажи",
    "do.find": "знайди перевір",
    "a.text": """
        текст* статт* абзац* лист листа повідомлен* відгук* коментар* документ* звіт* договір
    """,
    "a.this": "цей цю це цього цієї ці наступн* нижче наведен*",
    "a.summary": "стисло коротко підсумок головне основні_думки тези у_двох_реченнях суть",
    "a.translation": "як_сказати як_буде переклад*",
    "a.label": "позитивн* негативн* нейтральн* спам тональніст* категорі* емоці* тон",
    "a.field": "імена ім_я дати місця адреси суми ціни посади номери телефони компанії",
    "a.software": """
        функці* скрипт* код запит* баз_даних бази_даних цикл* масив* помилк* алгоритм* програм*
    """,
    "a.maths": """
        рівнянн* похідн* інтеграл* ймовірн* відсот* площ* периметр* трикутник* прямокутник* корінь
    """,
    "a.story": "вірш* казк* оповідан* історі* пісн* слоган* анекдот* гасло",
    "a.document": "лист промову запрошення есе привітання",
    "a.dilemma": """
        переваги недоліки наслідки причини стратегі* варіант* крок_за_кроком краще за_і_проти
    """,
    "a.fact": """
        столиц* винайшов відкрив засновано народив* країн* річк* гор* найглибш* найвищ* що_таке
        різниця_між означає
    """,
    "a.quantity": "кожен разом залишилося половин* вдвічі третин* коштує годин хвилин кілометр*",
    "mark.all": "усі всі кожен деякі ніхто лише старший вищий",
    "mark.count": "два дві три чотири пять шість сім вісім дев десять сто",
    "q.who": "хто коли де куди",
    "q.which": "який яка яке які якого",
    "q.what": "що",
    "q.why": "чому навіщо",
    "q.how": "як",
    "q.many": "скільки",
    "q.should": "чи_варто чи_слід чи_краще",
    "q.whether": "чи чи_є",
    "say.hello": "привіт добрий_день доброго_ранку добрий_вечір як_справи вітаю",
    "say.thanks": "дякую до_побачення бувай чудово добраніч",
    "say.you": "ти тебе тобі твій",
    "say.feel": "втомився втомилась сумно нудно радий рада щасливий",
    "say.me": "я мені мене мій моя",
    "mark.please": "будь_ласка можеш чи_можеш допоможи",
    "mark.if": "якщо припустімо",
    "mark.or": "або чи",
    "into": "на з",
    "languages": """
        англійськ* німецьк* французьк* іспанськ* італійськ* польськ* російськ* українськ* японськ*
        китайськ*
    """,
    "a.into_language": """
        польською англійською німецькою французькою українською іспанською російською
    """,
}
"""Ukrainian."""

POLISH: Final = {
    "common": """
        i w na z nie się jest to do że jak po przez od oraz dla a o za przy bez pod nad tym ich
        jego jej są był była było będzie ma mają co tak już tylko ten ta te we ze go mu im nas was
    """,
    "do.summarize": "streść* streszcz* podsumuj* podsumować skróć* skrócić",
    "do.translate": "przetłumacz* tłumacz* przełóż* przekład*",
    "do.extract": """
        wyodrębni* wyciągnij wypisz wydobądź wyszukaj_wszystkie znajdź_w znajdź_wszystkie
        wymień_wszystkie wymienion* występuj* podane_w zbierz przeczytaj odpowiedz_na według_tekstu
        jakie_kwoty podano z_tekstu wymienione_w
    """,
    "do.classify": """
        sklasyfikuj* klasyfikuj* skategoryzuj* przypisz* oznacz* określ* posortuj oceń_czy
        należy_do w_jakim_języku jaki_to_język fakt_czy_opinia pogrupuj podziel
    """,
    "do.write": "napisz* napisać stwórz* utwórz* wygeneruj* przygotuj* sporządź zrób ułóż zredaguj",
    "do.give": """
        potrzebuję daj_mi chcę potrzebny potrzebna potrzebujemy chciałbym chciałabym szukam
    """,
    "do.imagine": """
        wymyśl* wyobraź* opowiedz* przepisz sparafrazuj* przeredaguj zaproponuj pomóż_mi_napisać
        tytuł_dla nazwa_dla pomysły_na w_stylu dokończ udawaj
    """,
    "do.program": """
        zaimplementuj* zaprogramuj* zrefaktoryzuj* debuguj* skompiluj* zoptymalizuj* zainstal*
        skonfigur* napisz_program napisz_funkcję napisz_skrypt jak_zrobić
    """,
    "do.repair": "napraw* popraw* nie_działa usuń_błąd",
    "do.compute": """
        oblicz* policz* rozwiąż* rozwiązać uprość* wyznacz* ile_to ile_wynosi scałkuj zróżniczkuj
    """,
    "do.prove": "udowodnij* wykaż* dowiedź obal",
    "do.weigh": """
        przeanalizuj* analizuj porównaj* rozważ* oceń* doradź* poradź* zaproponuj_strategię
        uzasadnij* zdecyduj zaplanuj* wywnioskuj przemyśl* wyjaśnij_dlaczego co_by_się_stało
        zarekomenduj które_rozwiązanie co_byś czy_warto co_się_stanie nie_pasuje uszereguj
    """,
    "do.explain": "wyjaśnij* wytłumacz* opisz* zdefiniuj* objaśnij",
    "do.list": "wymień podaj wylicz pokaż powiedz zwróć",
    "do.find": "znajdź szukaj sprawdź zidentyfikuj wskaż",
    "a.text": """
        tekst* artykuł* akapit* list listu mail maila mailu e_mail wiadomość wiadomości opini*
        recenzj* komentarz* raport* dokument* umow* faktur* zdani* rozmow* protokół* sprawozdani*
        zgłoszeni* wypowied* ogłoszeni*
    """,
    "a.this": "ten ta to tego tej te tę następując* poniższ* powyższ* poniżej powyżej",
    "a.summary": """
        streszczeni* podsumowani* w_skrócie najważniejsz* główne_myśli główna_myśl kluczowe_punkty
        w_jednym_zdaniu w_dwóch_zdaniach w_trzech_punktach wypunktuj sedno w_dwóch_słowach
        krótkie_podsumowanie najważniejsze
    """,
    "a.translation": "jak_powiedzieć jak_jest_po tłumaczeni* co_znaczy jak_się_mówi",
    "a.label": """
        pozytywn* negatywn* neutraln* spam ton kategori* nastrój emocj* pilne priorytet tak_czy_nie
        prawda_czy_fałsz temat formaln* nieformaln* phishing fakt_czy_opinia język uprzejm* radosn*
        smutn*
    """,
    "a.field": """
        imiona nazwiska nazwy daty data miejsca osoby adresy kwoty kwota ceny numer telefon* firm
        słowa_kluczowe składniki terminy hasło wiek zawód numer_telefonu godziny
    """,
    "a.format": "json csv tabel* kolumn* xml",
    "a.software": """
        funkcj* skrypt* kod kodu zapytani* baz_danych bazy_danych pętl* tablic* klas* metod* błąd
        błędu algorytm* program programie zmienn* wyrażenie_regularne api list* jednokierunkow*
        sortowani* stron* menu css formularz* przycisk* plik* serwer* tablica kompilator*
    """,
    "a.technology": "pythonie javie pythona javy",
    "a.maths": """
        równani* pochodn* całk* prawdopodobieństw* procent* pole polu obwód objętoś* trójkąt* okrąg
        koło kąt* pierwiast* pierwsz* sum* iloczyn* średni* ułam* macierz* wektor* wielomian*
        twierdzeni* granic* prędkoś* liczb* podzieln* promień wyrażeni* przeciwprostokąt*
        pierwiastk* kwadrat* dzielnik* wielokrotn* silni* drog*
    """,
    "a.story": """
        wiersz* bajk* opowiadani* histori* piosenk* powieść powieści slogan* hasło haiku żart*
        dowcip* dialog* postać fraszk* legend* rym* zabawne imiona_dla tytuł rymowank* wierszyk
        kołysank* zagadkę scenariusz*
    """,
    "a.document": """
        list mail przemówieni* zaproszeni* esej* życzeni* wypracowani* post list_motywacyjny
        ogłoszenie przeprosin* podziękowani* ślubn* kartk*
    """,
    "a.dilemma": """
        za_i_przeciw wady zalety konsekwencj* przyczyn* skutk* strategi* ryzyk* opcj* argument*
        krok_po_kroku zagadk* kłamie prawdę lepszy lepiej lepsza rekomendacj* hipotez* logiczn*
        alternatyw* wniosek decyzj* plan rozsądn* sprzeczn* priorytet* skutki nie_pasuje
    """,
    "a.fact": """
        stolic* ludność mieszkańc* wynalazł odkrył założon* urodził* zmarł kraj* rzek* gór* planet*
        wojn* wiek* najwyższ* najdłuższ* największ* oznacza definicj* różnica_między prezydent*
        król zbudowan* w_którym_roku namalował wybuchł* co_to_jest jak_działa autor* powsta* tęcz*
        wulkan* flag* hymn* zwierz* ptak* witamin* kości ma_człowiek gdzie_leży walut* pisarz*
    """,
    "a.quantity": """
        każdy razem zostało połow* dwa_razy trzecią kosztuje godzin* minut kilometr* litr* droga
    """,
    "mark.all": "wszyscy każdy niektóre żaden tylko dokładnie starszy_od wyższy_od",
    "mark.count": "dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto",
    "q.who": "kto kogo kiedy gdzie skąd",
    "q.which": "który która które jaki jaka jakie",
    "q.what": "co czym",
    "q.why": "dlaczego czemu",
    "q.how": "jak",
    "q.many": "ile ilu",
    "q.whether": "czy_ta czy_ten czy_to",
    "q.should": "czy_powinn* czy_warto powinienem powinniśmy czy_lepiej",
    "say.hello": "cześć hej witaj siema dzień_dobry dobry_wieczór dobranoc co_słychać jak_się_masz",
    "say.thanks": """
        dziękuję dzięki do_widzenia na_razie super fajnie okej przepraszam gratulacje pa
        jesteś_super miłego_dnia miłego nie_ma_za_co do_jutra hurra powodzenia dobranoc haha
    """,
    "say.you": "ty ciebie tobie twój twoja jesteś lubisz masz",
    "say.feel": """
        zmęczon* smutn* szczęśliw* nudzi nudno samotn* zły_jestem cieszę kocham nienawidzę dzisiaj
        weekend gorąco zimno nie_mogę kocham_cię zakochan*
    """,
    "say.me": "ja mnie mi mój moja moje mam jestem",
    "mark.please": "proszę możesz mógłbyś mogłabyś pomóż",
    "mark.if": "jeśli jeżeli gdyby załóżmy wszyscy niektóre żaden",
    "mark.or": "lub albo czy",
    "mark.hard": "szczegółow* dokładn* kompleksow* pełn* skomplikowan*",
    "mark.easy": "krótk* prost* szybk*",
    "mark.then": "potem następnie także ponadto najpierw",
    "into": "na z po w",
    "languages": """
        angielsk* niemieck* francusk* hiszpańsk* włosk* portugalsk* niderlandzk* polsk* rosyjsk*
        tureck* chińsk* japońsk* koreańsk* arabsk* łacin* greck* szwedzk* czesk* węgiersk*
        ukraińsk*
    """,
}
"""Polish."""

CZECH: Final = {
    "common": """
        a i v na z se je to že do s o k po od pro za u by jsem jsou byl byla bylo ale jako tak co
        aby nebo při ze ve
    """,
    "do.summarize": "shrň* shrnout zestručni* zkrať* sumarizuj",
    "do.translate": "přelož* přeložit přeložte",
    "do.extract": "vypiš* vytáhni extrahuj* najdi_všechn* vyjmenuj_všechn* zmíněn* uveden*",
    "do.classify": "klasifikuj* zařaď* kategorizuj* urči* označ*",
    "do.write": "napiš* vytvoř* vygeneruj* sestav* připrav* udělej",
    "do.imagine": "vymysli* představ_si přepiš přeformuluj vyprávěj",
    "do.program": "implementuj* naprogramuj* refaktoruj* optimalizuj* nainstaluj* nakonfiguruj*",
    "do.repair": "oprav* nefunguje",
    "do.compute": "vypočítej* spočítej* vyřeš* řeš zjednoduš* spočítá kolik_je",
    "do.prove": "dokaž* vyvrať ukaž_že",
    "do.weigh": """
        analyzuj* porovnej* zvaž* zhodnoť* doporuč* zdůvodni* naplánuj* rozhodni vysvětli_proč
    """,
    "do.explain": "vysvětli* popiš* definuj*",
    "do.list": "vyjmenuj* uveď dej ukaž",
    "do.find": "najdi zjisti zkontroluj",
    "a.text": "text* člán* odstav* dopis* zpráv* recenz* komentář* dokument* smlouv* faktur* vět*",
    "a.this": "tento tato toto tohoto této následující* níže výše",
    "a.summary": "shrnutí stručně souhrn* hlavní_body v_jedné_větě ve_dvou_větách hlavní_myšlenk*",
    "a.translation": "jak_se_řekne překlad*",
    "a.label": "pozitivní negativní neutrální spam kategori* nálad* tón",
    "a.field": "jména data místa adresy částky ceny čísla osoby",
    "a.software": """
        funkc* skript* kód kódu dotaz* databáz* smyčk* pole tříd* metod* chyb* algoritm* program*
        pythonu rekurziv*
    """,
    "a.maths": """
        rovnic* derivac* integrál* pravděpodobnost* procent* obsah obvod objem trojúhelník* kruh
        odmocnin* faktoriál*
    """,
    "a.story": "báseň básničk* pohádk* příběh* píseň písničk* slogan* vtip* povídk*",
    "a.dilemma": """
        výhody nevýhody důsledk* příčin* strategi* rizik* krok_za_krokem lepší lépe pro_a_proti
    """,
    "a.fact": """
        hlavní_město vynalezl objevil založen* narozen* země řeka hora nejvyšší nejdelší největší
        znamená rozdíl_mezi napsal
    """,
    "a.quantity": "každý dohromady zbylo polovin* třetin* stojí hodin minut kilometr*",
    "mark.all": "všichni každý někteří nikdo pouze starší_než vyšší_než",
    "mark.count": "dva dvě tři čtyři pět šest sedm osm devět deset sto",
    "q.who": "kdo kdy kde koho",
    "q.which": "který která které jaký jaká jaké",
    "q.what": "co co_je",
    "q.why": "proč",
    "q.how": "jak",
    "q.many": "kolik",
    "q.whether": "je_tato je_tento",
    "q.should": "mám_si měl_bych máme",
    "say.hello": "ahoj dobrý_den dobré_ráno dobrý_večer dobrou_noc nazdar jak_se_máš čau",
    "say.thanks": "děkuji díky na_shledanou super promiň gratuluji",
    "say.you": "ty tebe tvůj jsi",
    "say.feel": "unaven* smutn* šťastn* nudím",
    "say.me": "já mě můj moje jsem",
    "mark.please": "prosím můžeš mohl_bys pomoz",
    "mark.if": "pokud jestliže všichni žádný",
    "mark.or": "nebo",
    "into": "do z",
    "languages": """
        angličtin* němčin* francouzštin* španělštin* italštin* ruštin* češtin* polštin* japonštin*
    """,
}
"""Czech."""
