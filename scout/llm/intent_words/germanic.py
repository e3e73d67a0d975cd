"""German, Dutch and Scandinavian words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

GERMAN: Final = {
    "common": """
        der die das und ist nicht ein eine zu mit den auf für von im auch sich es an als bei aus
        nach wie dass er sie wir ihr ich dem des einen einem eines um so nur noch schon über unter
        zwischen vor seit bis durch gegen ohne hat haben wird werden wurde sind war waren mehr sehr
        man aber doch mal da hier dort dann wenn weil ob nun am zum zur vom beim ins
    """,
    "do.summarize": """
        fasse fass fasst zusammenfass* zusammenzufassen zusammengefasst kuerze kürze verdichte
        resümier* resumier* fasse_zusammen fassen fasst_zusammen bring auf_den_punkt eindampfen
        gekürzt kürzer_fassung
    """,
    "do.translate": "übersetz* uebersetz* übertrage lokalisier*",
    "do.extract": """
        extrahier* zieh hol hole heraus raus suche_alle finde_alle finde_im liste_alle nenne_alle
        entnimm entnehm* auslesen lies_aus genannt genannten genannte vorkommen vorkommenden
        erwähnt* stehen_in steht_in filtere schreib_alle schreibe_alle gib_alle laut_text lies
        such_heraus suche_heraus heraussuchen wandle gib_nur laut_dem_text welche_werden_genannt
        werden_genannt wird_genannt steht_im stehen_im entnehmen übertrage_in füll_aus bloß_wissen
        nur_wissen brauche_nur brauche_ich_nur will_ich_bloß bis_wann an_wen laut_dieser
    """,
    "do.classify": """
        klassifizier* kategorisier* ordne zuordnen einordnen zugeordnet sortiere bestimme bewerte
        etikettier* stufe einstufen markiere handelt_es_sich zähl* gehört_zu gehört_in
        entscheide_ob welche_sprache welcher_kategorie teile_ein einteilen stimmt_es gruppiere
        beurteile_ob prädikat benote
    """,
    "do.write": """
        schreib schreibe schreiben schreibt verfasse verfass* erstelle erstell* generier* entwirf
        formulier* mach mache gestalte texte entwickle produziere
    """,
    "do.give": """
        brauche ich_brauche gib_mir hätte_gern hätte_gerne ich_möchte möchte ich_will brauchen
        suche suchen_wir wir_suchen wir_brauchen wünsche bräuchte mir_fehlt soll_klingen
    """,
    "do.imagine": """
        erfinde erfind* denk_dir ausdenken reime reim* erzähl erzähle umschreib* umformulier*
        schreib_um stell_dir_vor dichte brainstorm* schlag_vor als_wärst klingen umschreiben
        umformulieren hilf_mir_bei guter_titel guter_name wie_könnte_ich_sagen stell_dir
        schreibe_um klingt freundlicher formeller poetischer als_ob_du tu_so_als spiele_die_rolle
        fortsetzen setze_fort ausschmücken titel_für idee_für ideen_für vorschläge_für gereimt
        gereimte vorschläge wie_nennen wie_könnten_wir wie_soll_es_heißen mach_eine_geschichte
        daraus verbessere
    """,
    "do.program": """
        implementier* programmier* refaktor* debugg* kompilier* optimier* installier* konfigurier*
        parse validier* automatisier* richte_ein entwickle_einen entwickle_eine einbinden verknüpfe
        gibt_es_eine_möglichkeit zentrier*
    """,
    "do.repair": """
        behebe beheb* repariere fehler_beheben korrigier* fixe funktioniert_nicht abstürzt
    """,
    "do.compute": """
        berechne berechn* rechne rechnen ausrechnen löse löst lösen vereinfach* integrier* ableiten
        leite_ab ermittle faktorisier* addier* multiplizier* dividier* subtrahier* ergibt
        wie_viel_ist was_ergibt runde wie_viel_kostet wie_viele_möglichkeiten wie_lange_dauert
        wie_lange_brauchen bestimme_die_nullstellen forme_um stelle_um runde_auf rechne_um zähle
    """,
    "do.prove": "beweis* zeige_dass zeig_dass widerleg* leite_her nachweis*",
    "do.weigh": """
        analysier* vergleich* wäge abwäg* abzuwägen beurteil* entscheide entscheid* empfiehl
        empfehl* rate_mir plane plan begründe begründ* schlussfolger* überleg* denk denke
        durchdenk* diskutier* erörter* argumentier* folgere warum_könnte was_passiert_wenn
        was_würde erkläre_warum bewerte_die folgt_daraus was_spricht rangfolge priorisiere
        passt_nicht was_würdest_du was_wäre_wenn was_könnte spricht_dafür ist_es_sinnvoll
        ist_es_klug lohnt_sich gegenargument* nimm_stellung überlege beleuchte abwägend
        hilf_mir_bei_der_entscheidung was_spricht_wofür wovon_hängt was_sollten_wir unterm_strich
        welche_fragen in_betracht grenze_ein kommen_in_frage
    """,
    "do.explain": "erklär* beschreib* definier* erläuter* schilder* was_ist_ein",
    "do.list": "liste nenn nenne aufzähl* zähle_auf gib zeig zeige sag sage aufliste*",
    "do.find": "finde find such suche prüf* überprüf* stelle_fest identifizier* erkenne",
    "a.text": """
        text texte texts textes artikel* absatz absatzes abschnitt* brief briefes briefs mail mails
        e_mail nachricht* bewertung* rezension* kommentar* protokoll* bericht* dokument* vertrag*
        rechnung* schreiben satz sätze gespräch* transkript* anfrage* beitrag meldung* aussage*
        ticket überschrift* schlagzeile* lebenslauf* anzeige notizen
    """,
    "a.this": """
        diese diesen diesem dieser dieses folgende folgenden folgender folgendes unten oben obige
        obigen untenstehend* beigefügt* anbei
    """,
    "a.summary": """
        zusammenfassung* kernaussage* kernpunkt* wichtigsten_punkte hauptaussage* stichpunkt*
        stichwort* kurzfassung* überblick fazit zusammen auf_den_punkt kurz_gesagt in_einem_satz
        in_zwei_sätzen in_drei_sätzen worum_geht wesentlich* wichtigste hauptpunkte in_kürze
        kurz_und_knapp überblick_über drei_stichpunkten was_steht_in steht_in_dieser
        in_eigenen_worten was_ist_davon_wichtig was_kam_raus in_einem_satz_erzählen wichtig_daran
        kern_der
    """,
    "a.translation": """
        übersetzung* wie_sagt_man wie_heißt was_heißt wie_lautet_auf wort_für wie_würde_man
        wie_sage_ich ins_englische_übertragen was_ist_das_englische englische_wort spanische_wort
        französische_wort wie_schreibe_ich_das was_heißt_das was_soll_das_heißen in_seiner_sprache
        auf_seiner_sprache
    """,
    "a.label": """
        positiv* negativ* neutral* spam stimmung* kategorie* thema tonfall dringend priorität
        ja_oder_nein wahr_oder_falsch klasse formell informell ironisch sarkastisch gefühl*
        emotion* sentiment phishing beleidigend toxisch meinung seriös rubrik* abteilung
        tatsache_oder_meinung welche_sprache höflich unhöflich wahr falsch richtig_oder_falsch
        ernst gemeint lob kritik sauer zufrieden eher verärgert skala wo_kommt_das wo_gehört_das
    """,
    "a.field": """
        namen name datum daten orte ort städte personen personennamen firmen adresse*
        telefonnummer* beträge betrag preis preise rechnungsnummer kundennummer bestellnummer
        fristen frist schlüsselwörter zutaten mengen teilnehmer* links zahlen vertragsnummer
        uhrzeit ansprechpartner kennzeichen entscheidung* aktenzeichen öffnungszeiten iban alter
        beruf telefon passwort uhrzeiten hausnummer gehalt zutat
    """,
    "a.format": "json csv tabelle liste_der spalten yaml xml tabellarisch untereinander",
    "a.software": """
        funktion funktionen skript skripte code quellcode programmcode regex regulären_ausdruck
        abfrage datenbank* schleife array variable* klasse methode fehlermeldung stacktrace
        schnittstelle algorithmus unit_test* modul bibliothek webseite zeile_für_zeile rekursi*
        endpunkt programm warteschlange stapel logdateien befehl nullpointerexception makro
        compiler container speicherleck tabelle_anlegen datensätze spalte_hinzufügen
        benutzeroberfläche grafischer_oberfläche taschenrechner webserver anwendung endlosschleife
        rückgabewert zeiger regulärer_ausdruck regulären formular kontaktformular backup cronjob
        skripten json_leer protokolldatei vereinsseite
    """,
    "a.maths": """
        gleichung* ableitung* integral* bruch brüche wahrscheinlichkeit* prozent fläche
        flächeninhalt umfang volumen dreieck* kreis* winkel wurzel primzahl* summe produkt matrix
        vektor* polynom durchschnitt* mittelwert median zins* zinsen rabatt teilbar geteilt_durch
        mal plus minus irrational* grenzwert funktion_f term quadrat* rechteck* durchmesser radius
        geschwindigkeit km_h satz_des würfel zahl zahlen nullstelle* ungerade gerade_zahl kapital
        verzinst möglichkeiten hypotenuse kathete seitenlänge quader zylinder kegel kugel steigung
        parabel extremstellen sinus kosinus logarithmus teiler vielfaches gerade
    """,
    "a.story": """
        gedicht* geschichte* märchen haiku erzählung* roman* lied liedtext* slogan* werbespruch
        reim* witz* limerick* dialog* figur* fabel* ballade* gutenachtgeschichte motto krimi
        witzige lustige namen_für strophe titel kinderbuch grabrede songtext schlagzeile sprichwort
        theaterstück hörspiel zeilen verse inschrift sketch einladungstext gutenachtgeschichten
    """,
    "a.document": """
        brief mail e_mail rede einladung* bewerbung* anschreiben aufsatz blogbeitrag beitrag
        produktbeschreibung* dankesschreiben glückwunsch* newsletter pressemitteilung* toast
        motivationsschreiben grußkarte geburtstagskarte entschuldigung dankeskarte trauerrede
        hochzeitsrede lebenslauf beschwerdebrief kündigungsschreiben leserbrief ruhestand abschied
        jubiläum glückwunschkarte
    """,
    "a.dilemma": """
        vor_und_nachteile vorteile nachteile pro_und_contra folgen auswirkung* ursache* grund
        gründe strategie* risiken option optionen argument* schritt_für_schritt rätsel lügt lügner
        wahrheit empfehlung* abwägung* hypothese* alternative* logisch* schluss besser sinnvoller
        entscheidung schlussfolgerung* konsequenz* spricht_für spricht_gegen dafür dagegen verzerrt
        plan lohnt reihe_und_warum gegenüberstellung vorgehen ansatz zusammenhang widerspruch
        sinnvoll klug nördlich links_von rechts_von neben unterm_strich hängt_ab klären überlegen
        angst ursache eingrenzen
    """,
    "a.fact": """
        hauptstadt einwohner erfunden erfand entdeckt* gegründet geboren gestorben land länder
        fluss berg planet* kontinent* krieg jahrhundert höchste* längste* größte* älteste* bedeutet
        bedeutung definition begriff unterschied_zwischen präsident* könig* hersteller gebaut
        wie_hoch wie_lang wie_weit wie_alt wie_groß_ist wie_funktioniert funktioniert
        in_welchem_jahr wann_wurde heißt_der heißt_die nennt_man fotosynthese element schwarzes
        geschrieben gemalt komponiert erbaut kommt_der_name woher_kommt entstehen entsteht
        polarlichter bundeskanzler kanzler währung flagge hymne vulkan erdbeben regenbogen tiere
        tier vogel dinosaurier vitamin organ leber herz blut schmelzpunkt siedepunkt
        lichtgeschwindigkeit grenzt grenzen sprache_spricht was_ist_das_eigentlich eigentlich_das
        warum_heißt stimmt_das stimmt_es_dass gehört_der
    """,
    "a.quantity": """
        insgesamt zusammen_haben jeweils pro übrig doppelt halb hälfte drittel viertel dreimal
        zweimal kostet kosten bezahlt stunden minuten kilometer meter liter gramm euro cent_
        täglich seiten verdient wie_lange_braucht
    """,
    "mark.all": """
        alle jeder jede jedes einige keiner niemand beide nur genau größer_als älter_als
        kleiner_als jünger_als
    """,
    "mark.count": "zwei drei vier fünf sechs sieben acht neun zehn zwölf hundert tausend",
    "q.who": "wer wen wem wessen wann wo woher wohin",
    "q.which": "welche welcher welches welchen welchem",
    "q.what": "was was_ist was_sind",
    "q.why": "warum wieso weshalb weswegen",
    "q.how": "wie",
    "q.many": "wie_viel wie_viele wieviel wieviele",
    "q.whether": """
        ist_das ist_dies ist_dieser ist_diese ist_der_folgende ist_die_folgende ob sind_diese
    """,
    "q.should": "soll sollte sollten sollen soll_ich sollte_ich sollten_wir was_ist_besser",
    "say.hello": """
        hallo guten_morgen guten_tag guten_abend gute_nacht servus moin grüß_gott grüezi wie_geht
        wie_geht_s na tach
    """,
    "say.thanks": """
        danke dankeschön vielen_dank tschüss tschüs bis_später bis_bald bis_morgen super toll prima
        okay genau schön haha hihi entschuldigung glückwunsch viel_glück bitte_schön klar danke_dir
        lieb_von_dir auf_wiedersehen freut_mich schönes_wochenende schönen_tag schönen_abend juhu
        gern_geschehen alles_gute ach_so lol lach
    """,
    "say.you": """
        du dich dir dein deine bist_du magst_du hast_du dein_lieblings* lieblings* was_machst_du
        bist_du_ein kennst_du wie_heißt_du wer_bist_du
    """,
    "say.feel": """
        müde langweilig langeweile traurig glücklich froh einsam wütend gestresst krank fühle
        gefühlt freue liebe schlafen geschlafen heute wochenende schrecklich schlecht_drauf schief
        läuft_endlich mein_tag bin_so war_so verliebt gelangweilt hunger freue_mich schlecht_heute
        geschafft feierabend endlich puh sonne balkon lieb_von
    """,
    "say.me": "ich mir mich mein meine meinen meiner wir uns",
    "mark.please": "bitte kannst_du könntest_du können_sie könnten_sie hilf_mir würdest_du",
    "mark.if": "wenn falls angenommen alle_die einige kein keine genau_einer",
    "mark.or": "oder",
    "mark.hard": """
        ausführlich* detailliert* gründlich* umfassend* skalierbar* vollständig* komplex*
    """,
    "mark.easy": "kurz einfach knapp schnell kurze kurzen einfache",
    "mark.then": "dann danach anschließend außerdem zuerst zunächst schließlich zusätzlich",
    "into": "in auf ins zum aus_dem zu nach mit",
    "for": "wort bitte",
    "languages": """
        englisch englische englischen deutsch deutsche deutschen französisch französische
        französischen spanisch spanische spanischen italienisch italienische italienischen
        portugiesisch* niederländisch* polnisch polnische polnischen russisch russische russischen
        türkisch türkische türkischen chinesisch chinesische japanisch japanische koreanisch
        arabisch arabische hindi latein lateinische griechisch* schwedisch* dänisch* norwegisch*
        finnisch* tschechisch* ungarisch* rumänisch* ukrainisch* hebräisch* kroatisch*
    """,
}
"""German."""

DUTCH: Final = {
    "common": """
        de het een en van in is op te dat die niet met voor zijn aan er om ook als bij door over
        uit naar tot dan maar want of nog wel al geen we ze hij zij had heeft hebben wordt worden
        was waren deze dit daar zo
    """,
    "do.summarize": "vat samenvat* samen_te_vatten inkorten kort_in kort_samengevat vat_samen",
    "do.translate": "vertaal vertaald vertalen",
    "do.extract": """
        haal extraheer onttrek zoek_alle vind_alle noem_alle lijst_alle genoemd genoemde voorkomen
        staan_in staat_in haal_alle schrijf_alle geef_alle pik_eruit welke_namen welke_bedragen
        volgens_de_tekst lees
    """,
    "do.classify": """
        classificeer categoriseer deel_in label orden sorteer beoordeel bepaal rangschik
    """,
    "do.write": "schrijf schrijven maak maken stel_op genereer creëer ontwerp formuleer",
    "do.give": "geef_me ik_heb_nodig graag ik_wil ik_zou wil_ik zoek",
    "do.imagine": """
        verzin bedenk bedenken vertel herschrijf parafraseer rijm dicht fantaseer klinken
        herformuleer titel_voor naam_voor ideeën_voor leuke_naam doe_alsof
    """,
    "do.program": """
        implementeer programmeer refactor debug compileer optimaliseer installeer valideer
        maak_een_script maak_een_functie schrijf_een_script
    """,
    "do.repair": "repareer herstel los_de_fout corrigeer werkt_niet verbeter",
    "do.compute": """
        bereken berekenen los_op oplossen vereenvoudig integreer differentieer reken_uit
        los_de_vergelijking ontbind hoeveel_is vermenigvuldig
    """,
    "do.prove": "bewijs bewijzen toon_aan laat_zien_dat aantonen",
    "do.weigh": """
        analyseer vergelijk weeg afweg* overweeg beslis beslissen adviseer raad_aan plan beredeneer
        redeneer onderbouw argumenteer evalueer wat_zou wat_gebeurt_er leg_uit_waarom
        zet_op_een_rij kies stel_dat redeneer_stap welke_aanpak zou_jij is_het_verstandig
        is_het_slim past_niet onderbouw_je
    """,
    "do.explain": "leg_uit uitleg* uitleggen beschrijf definieer verklaar vertel_over leg",
    "do.list": "noem lijst geef toon laat_zien som_op zet",
    "do.find": "vind zoek controleer identificeer check ga_na",
    "a.text": """
        tekst artikel* alinea* brief e_mail mail bericht* recensie* review* opmerking* verslag*
        rapport* document* contract* factuur zin zinnen gesprek* notulen reactie* ticket vraag
        mededeling* advertentie klacht* stuk
    """,
    "a.this": "deze dit volgende onderstaande bovenstaande hieronder hierboven bijgevoegde hier",
    "a.summary": """
        samenvatting* samen kernpunten hoofdpunten belangrijkste_punten in_het_kort opsomming
        kort_gezegd in_één_zin kern strekking hoofdgedachte samengevat waar_gaat korte_samenvatting
        kort_en_bondig in_eigen_woorden de_kern kern_van
    """,
    "a.translation": "vertaling* hoe_zeg_je hoe_zeg_ik wat_is_het_woord hoe_zou_je woord_voor",
    "a.label": """
        positief negatief neutraal spam sentiment categorie* toon prioriteit dringend ja_of_nee
        waar_of_onwaar onderwerp formeel informeel phishing emotie* beledigend mening nep
        feit_of_mening welke_taal beleefd onbeleefd waar_of_niet
    """,
    "a.field": """
        namen naam data datum plaatsen plaats personen bedragen bedrag telefoonnummer* adres*
        e_mailadres* prijzen prijs bedrijven kenteken ordernummer bestelnummer klantnummer
        trefwoorden ingrediënten deadlines
    """,
    "a.format": "json csv tabel kolommen onder_elkaar lijst_van",
    "a.software": """
        functie functies script code query database lus array klasse methode foutmelding programma
        algoritme variabele* api bestand unit_tests regex reguliere_expressie webpagina component
    """,
    "a.maths": """
        vergelijking* afgeleide* integraal kans percentage procent oppervlakte omtrek volume
        driehoek* cirkel* hoek wortel priemgetal* som product gemiddelde breuk* straal diameter
        rente korting getal getallen deelbaar snelheid gedeeld_door keer
    """,
    "a.story": """
        gedicht* sinterklaasgedicht verhaal verhaaltje verhalen sprookje* liedje* lied songtekst
        slogan* grap* rijm* haiku limerick roman personage* dialoog toneelstuk fabel pakkende titel
        kinderboek grappige openingszin
    """,
    "a.document": """
        brief mail e_mail toespraak speech uitnodiging* sollicitatiebrief essay blog opstel
        verjaardagskaart bedankbrief housewarming kaartje
    """,
    "a.dilemma": """
        voor_en_nadelen voordelen nadelen gevolgen oorzaak oorzaken argumenten strategie risico*
        opties stap_voor_stap raadsel liegt waarheid beter aanbeveling afweging conclusie logisch*
        alternatieven hypothese*
    """,
    "a.fact": """
        hoofdstad inwoners uitgevonden ontdekt opgericht geboren overleden land landen rivier berg
        planeet oorlog eeuw hoogste langste grootste oudste betekent betekenis verschil_tussen
        president koning hoe_hoog hoe_lang hoe_ver hoe_oud hoe_werkt werkt in_welk_jaar schilderde
        geschreven geschilderd gebouwd schreef ligt ontstaat ontstaan regenboog munt vlag
        hoofdsteden vogel dier spreekt_men
    """,
    "a.quantity": """
        per samen_hebben totaal in_totaal elk over half helft dubbel kost kosten uur minuten
        kilometer liter gram euro driemaal
    """,
    "mark.all": "alle elke sommige geen beide alleen precies groter_dan ouder_dan",
    "mark.count": "twee drie vier vijf zes zeven acht negen tien honderd duizend",
    "q.who": "wie wanneer waar",
    "q.which": "welke welk",
    "q.what": "wat wat_is wat_zijn",
    "q.why": "waarom",
    "q.how": "hoe",
    "q.many": "hoeveel",
    "q.whether": "is_dit is_deze is_dat zijn_deze of_dit",
    "q.should": "moeten_we moet_ik zouden_we kunnen_we_beter zal_ik wat_is_beter",
    "say.hello": """
        hoi hallo goedemorgen goedemiddag goedenavond goedendag hoe_gaat hoe_is_het welterusten
        goeiemorgen dag
    """,
    "say.thanks": """
        dank dankje dankjewel dank_je bedankt doei tot_ziens tot_later tot_morgen leuk mooi oké
        gefeliciteerd_met fijn sorry graag_gedaan wat_leuk fijne_avond fijne_dag fijn_weekend graag
        succes haha
    """,
    "say.you": "jij je jou jouw ben_je vind_je hou_je",
    "say.feel": """
        moe verveel verdrietig blij eenzaam boos voel lekker geslapen ziek vandaag weekend zin_in
        zo_blij zo_moe
    """,
    "say.me": "ik mij mijn wij ons",
    "mark.please": "alsjeblieft alstublieft kun_je kan_je kunt_u zou_je help_me",
    "mark.if": "als indien stel alle sommige geen",
    "mark.or": "of",
    "mark.hard": "uitgebreid* gedetailleerd* grondig* volledig* schaalbaar*",
    "mark.easy": "kort simpel eenvoudig snel korte",
    "mark.then": "daarna vervolgens ook bovendien eerst ten_slotte",
    "into": "naar_het in_het naar in uit_het",
    "languages": """
        engels duits frans spaans italiaans portugees nederlands pools russisch turks chinees
        japans koreaans arabisch hindi latijn grieks zweeds deens noors fins tsjechisch hongaars
    """,
}
"""Dutch."""

SWEDISH: Final = {
    "common": """
        och att det som en på är av för med till den har de inte om ett han men var jag sig från vi
        så kan när år under också efter eller nu sin där vid mot ska
    """,
    "do.summarize": "sammanfatta korta_ner sammanfattar",
    "do.translate": "översätt översätta",
    "do.extract": "plocka extrahera hämta hitta_alla lista_alla nämns förekommer ta_ut",
    "do.classify": "klassificera kategorisera märk sortera bedöm bestäm placera",
    "do.write": "skriv skapa gör generera utforma formulera komponera",
    "do.give": "ge_mig jag_vill jag_behöver behöver",
    "do.imagine": "hitta_på uppfinn dikta berätta_en skriv_om omformulera",
    "do.program": "implementera programmera felsök optimera installera koda",
    "do.repair": "laga fixa rätta åtgärda fungerar_inte",
    "do.compute": "beräkna räkna lös lösa förenkla derivera integrera hur_mycket_är vad_blir",
    "do.prove": "bevisa visa_att härled",
    "do.weigh": """
        analysera jämför väg överväg bedöm_om rekommendera planera motivera resonera utvärdera
        argumentera vad_händer_om
    """,
    "do.explain": "förklara beskriv definiera berätta_om",
    "do.list": "lista nämn ge visa räkna_upp",
    "do.find": "hitta sök kontrollera identifiera avgör",
    "a.text": """
        text texten artikel artikeln stycke stycket brev brevet mejl mejlet meddelande recension
        recensionen kommentar kommentaren rapport rapporten protokoll mening meningen dokument
        avtal faktura
    """,
    "a.this": "denna detta dessa följande nedan ovan här",
    "a.summary": "sammanfattning* huvudpunkter punktlista kort_sagt i_korthet viktigaste kärnan",
    "a.translation": "översättning hur_säger_man vad_heter hur_säger_jag",
    "a.label": "positiv negativ neutral skräppost spam kategori känsla ton ja_eller_nej ämne",
    "a.field": """
        namn datum platser belopp telefonnummer adress priser personer ordernummer nyckelord
    """,
    "a.format": "json csv tabell kolumner",
    "a.software": """
        funktion skript kod kodexempel databas loop klass metod felmeddelande program fråga div
    """,
    "a.maths": """
        ekvation* derivata* integral sannolikhet* procent area omkrets volym triangel cirkel rot
        primtal summa produkt medelvärde bråk vinkel
    """,
    "a.story": "dikt* berättelse* saga* sång* låttext* slogan* historia skämt haiku novell* rim",
    "a.document": "brev mejl tal inbjudan uppsats blogg ansökan",
    "a.dilemma": """
        för_och_nackdelar fördelar nackdelar konsekvenser orsak orsaker strategi risker
        steg_för_steg gåta ljuger sanning bättre rekommendation alternativ
    """,
    "a.fact": """
        huvudstad invånare uppfann upptäckte grundades född land flod berg krig högsta längsta
        största äldsta betyder skillnaden_mellan president kung vilket_år sjönk hur_hög
        hur_fungerar
    """,
    "a.quantity": """
        tillsammans totalt kvar hälften dubbelt kostar timmar minuter kilometer liter kronor
    """,
    "mark.all": "alla varje några ingen båda endast äldre_än längre_än",
    "mark.count": "två tre fyra fem sex sju åtta nio tio hundra tusen",
    "q.who": "vem vilka_är när var vart",
    "q.which": "vilken vilket vilka",
    "q.what": "vad vad_är",
    "q.why": "varför",
    "q.how": "hur",
    "q.many": "hur_många hur_mycket",
    "q.whether": "är_den är_detta är_det om_det",
    "q.should": "ska_jag bör_vi borde",
    "say.hello": "hej hejsan god_morgon god_kväll god_natt hur_mår hur_är_läget tjena",
    "say.thanks": "tack tackar hej_då vi_ses kul grattis förlåt varsågod ha_en_bra",
    "say.you": "du dig din ditt är_du gillar_du",
    "say.feel": "trött ledsen glad ensam arg tråkigt sovit sjuk idag helgen",
    "say.me": "jag mig min mitt vi oss",
    "mark.please": "snälla kan_du skulle_du hjälp_mig",
    "mark.if": "om_alla anta_att",
    "mark.or": "eller",
    "mark.hard": "utförlig* detaljerad* grundlig* fullständig*",
    "mark.easy": "kort enkel snabbt kortfattat",
    "mark.then": "sedan därefter också dessutom först",
    "into": "till på",
    "languages": """
        engelska tyska franska spanska italienska portugisiska nederländska polska ryska turkiska
        kinesiska japanska koreanska arabiska latin grekiska svenska danska norska finska
    """,
}
"""Swedish."""

DANISH_NORWEGIAN: Final = {
    "common": """
        og at det som en på er af til den har de ikke et om med jeg vi så kan når år under også
        efter eller nu der hvor mod skal være fra men hun han av dette seg ut skulle
    """,
    "do.summarize": "opsummer oppsummer sammenfat sammenfatt resumer forkort",
    "do.translate": "oversæt oversett",
    "do.extract": "udtræk trekk find_alle finn_alle hent nævnes nevnes list_alle",
    "do.classify": "klassificer klassifiser kategoriser sorter vurder bestem",
    "do.write": "skriv lav lag generer formuler opret",
    "do.give": "giv_mig gi_meg",
    "do.imagine": "find_på finn_på opfind digt fortæl_en fortell_en omskriv",
    "do.program": "implementer programmer kod fejlfind feilsøk",
    "do.repair": "ret rett fiks virker_ikke",
    "do.compute": "beregn regn løs forenkle hvor_meget_er",
    "do.prove": "bevis vis_at",
    "do.weigh": "analyser sammenlign overvej overvei anbefal planlæg begrund begrunn argumenter",
    "do.explain": "forklar beskriv definer fortæl_om fortell_om",
    "do.list": "nævn nevn giv vis",
    "do.find": "find finn tjek sjekk afgør avgjør",
    "a.text": """
        tekst teksten artikel artiklen artikkelen afsnit avsnitt besked melding anmeldelse brev
        mail
    """,
    "a.this": "denne dette disse følgende nedenfor nedenstående",
    "a.summary": "resumé sammendrag hovedpunkter punktform vigtigste viktigste i_korte_træk",
    "a.translation": "oversættelse oversettelse hvordan_siger_man hvordan_sier_man hvad_hedder",
    "a.label": "positiv negativ neutral nøytral kategori stemning følelse",
    "a.field": "navne navn datoer dato beløb steder priser telefonnummer",
    "a.format": "json csv tabel tabell",
    "a.software": "funktion funksjon script kode database løkke klasse metode fejlmeddelelse",
    "a.maths": """
        ligning* likning* sandsynlighed* sannsynlighet* procent prosent areal omkreds omkrets
        trekant
    """,
    "a.story": "digt dikt historie eventyr sang slogan vittighed haiku novelle",
    "a.document": "brev mail tale invitation invitasjon ansøgning søknad",
    "a.dilemma": """
        fordele ulemper fordeler konsekvenser årsag årsak strategi trin_for_trin bedst bedre
    """,
    "a.fact": """
        hovedstad hovedstaden opfandt oppfant grundlagt grunnlagt født højeste høyeste længste
        lengste største betyder betyr forskellen_på forskjellen
    """,
    "q.who": "hvem hvornår hvor når",
    "q.which": "hvilken hvilket hvilke",
    "q.what": "hvad hva hvad_er hva_er",
    "q.why": "hvorfor",
    "q.how": "hvordan",
    "q.many": "hvor_mange hvor_meget hvor_mye",
    "q.whether": "er_denne er_dette",
    "q.should": "bør_vi bør_jeg skal_jeg",
    "say.hello": "hej hei god_morgen godmorgen goddag god_kveld hvordan_går",
    "say.thanks": "tak takk farvel ha_det hyggelig",
    "say.you": "dig deg din er_du kan_du_lide liker_du",
    "say.feel": "træt trøtt lei_meg ked_af_det glad ensom",
    "say.me": "jeg mig meg min",
    "mark.please": "venligst kan_du vær_så_snill",
    "mark.or": "eller",
    "into": "til på",
    "languages": """
        engelsk tysk fransk spansk italiensk russisk kinesisk japansk arabisk dansk norsk svensk
    """,
}
"""Danish and Norwegian."""
