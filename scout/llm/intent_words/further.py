"""Greek, Hungarian and Finnish words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

GREEK: Final = {
    "common": """
        και το να του η της με που την από για τα είναι των σε ο οι στο θα τη στην τον δεν ένα μια
    """,
    "do.summarize": "συνόψισε περίληψη* συνοψίστε",
    "do.translate": "μετάφρασε μεταφράστε μετάφραση*",
    "do.extract": "εξήγαγε βρες_όλα αναφέρονται",
    "do.classify": "ταξινόμησε κατηγοριοποίησε χαρακτήρισε",
    "do.write": "γράψε δημιούργησε φτιάξε σύνταξε",
    "do.imagine": "επινόησε φαντάσου",
    "do.repair": "διόρθωσε",
    "do.compute": "υπολόγισε λύσε απλοποίησε",
    "do.prove": "απόδειξε δείξε_ότι",
    "do.weigh": "ανάλυσε σύγκρινε αξιολόγησε",
    "do.explain": "εξήγησε περίγραψε όρισε",
    "a.text": "κείμενο* άρθρο* παράγραφο* επιστολή* μήνυμα* κριτική* σχόλιο* πρόταση*",
    "a.this": "αυτό αυτή παρακάτω ακόλουθο ακόλουθη",
    "a.label": "θετική θετικό αρνητική αρνητικό ουδέτερ*",
    "a.software": "συνάρτηση* κώδικα* πρόγραμμα* σφάλμα*",
    "a.maths": "εξίσωση* παράγωγο* ολοκλήρωμα* πιθανότητα* εμβαδό*",
    "a.story": "ποίημα* ιστορία* παραμύθι* τραγούδι* σύνθημα*",
    "a.fact": "πρωτεύουσα* εφηύρε γεννήθηκε ψηλότερ* μεγαλύτερ*",
    "q.who": "ποιος ποια πότε πού",
    "q.what": "τι",
    "q.why": "γιατί",
    "q.how": "πώς",
    "q.many": "πόσο πόσα πόσοι",
    "say.hello": "γεια καλημέρα καλησπέρα τι_κάνεις καληνύχτα",
    "say.thanks": "ευχαριστώ αντίο",
    "languages": "αγγλικά ελληνικά γερμανικά γαλλικά ισπανικά",
    "into": "στα",
}
"""Greek."""

HUNGARIAN: Final = {
    "common": """
        a az és hogy nem is egy ez azt de van csak meg már ha vagy volt mint el még fel ki be
    """,
    "do.summarize": "foglald összefoglal* összegez* tömörítsd",
    "do.translate": "fordíts* fordítsd fordítás*",
    "do.extract": "gyűjtsd nyerd_ki sorold_fel_az_összes szedd_ki",
    "do.classify": "osztályozd kategorizáld sorold_be",
    "do.write": "írj írjál készíts hozz_létre generálj",
    "do.imagine": "találj_ki képzeld mesélj",
    "do.repair": "javítsd",
    "do.compute": "számold számítsd oldd egyszerűsítsd",
    "do.prove": "bizonyítsd",
    "do.weigh": "elemezd hasonlítsd mérlegeld értékeld",
    "do.explain": "magyarázd írd_le",
    "a.text": "szöveg* cikk* bekezdés* levél* üzenet* értékelés* hozzászólás* mondat*",
    "a.this": "ezt ez következő alábbi",
    "a.label": "pozitív negatív semleges",
    "a.software": "függvény* kód* program* hiba* szkript*",
    "a.maths": "egyenlet* derivált* valószínűség* százalék* terület*",
    "a.story": "vers* történet* mese* dal* szlogen*",
    "a.fact": "fővárosa feltalálta született legmagasabb leghosszabb legnagyobb",
    "q.who": "ki mikor hol",
    "q.what": "mi mit",
    "q.why": "miért",
    "q.how": "hogyan hogy",
    "q.many": "mennyi hány",
    "say.hello": "szia sziasztok helló jó_reggelt jó_napot hogy_vagy",
    "say.thanks": "köszönöm köszi viszlát",
    "languages": "angolra németre magyarra franciára spanyolra angolul németül magyarul",
    "a.into_language": "angolra németre magyarra franciára spanyolra",
}
"""Hungarian."""

FINNISH: Final = {
    "common": "ja on ei se että hän oli olla tämä ovat mutta myös kun joka niin kuin sen tai jos",
    "do.summarize": "tiivistä* yhteenveto*",
    "do.translate": "käännä* suomenna* käännös*",
    "do.extract": "poimi* etsi_kaikki luettele_kaikki",
    "do.classify": "luokittele* lajittele*",
    "do.write": "kirjoita* luo laadi tee",
    "do.imagine": "keksi* kuvittele*",
    "do.repair": "korjaa*",
    "do.compute": "laske* ratkaise* sievennä*",
    "do.prove": "todista* osoita_että",
    "do.weigh": "analysoi* vertaa* arvioi* perustele*",
    "do.explain": "selitä* kuvaile* määrittele*",
    "a.text": "teksti* artikkeli* kappale* kirje* viesti* arvostelu* kommentti* lause*",
    "a.this": "tämä tämän seuraava seuraavan alla",
    "a.label": "positiivi* negatiivi* neutraali*",
    "a.software": "funktio* koodi* ohjelma* virhe* skripti*",
    "a.maths": "yhtälö* derivaatta* todennäköisyy* prosentti* pinta_ala*",
    "a.story": "runo* tarina* satu* laulu* iskulause*",
    "a.fact": "pääkaupunki keksi syntyi korkein pisin suurin",
    "q.who": "kuka milloin missä",
    "q.what": "mikä mitä",
    "q.why": "miksi",
    "q.how": "miten kuinka",
    "q.many": "montako kuinka_monta kuinka_paljon",
    "say.hello": "moi hei terve huomenta mitä_kuuluu",
    "say.thanks": "kiitos näkemiin moikka",
    "languages": "englanniksi saksaksi suomeksi ruotsiksi ranskaksi espanjaksi",
    "a.into_language": "englanniksi saksaksi suomeksi ruotsiksi ranskaksi espanjaksi",
}
"""Finnish."""
