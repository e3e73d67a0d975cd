"""French, Spanish, Italian, Portuguese and Romanian words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

FRENCH: Final = {
    "common": """
        le la les un une des du de et est en que qui dans pour pas sur avec ce au aux par plus ne
        se son sa ses leur leurs il elle ils elles on nous vous y a ont été être avoir fait sont
        était comme mais ou donc or ni car si sans sous entre vers chez après avant très bien tout
        tous c d l j m n s t qu
    """,
    "do.summarize": """
        résume résumer résumez résumes synthétise* synthétiser condense* abrège raccourcis
        raccourcir abréger en_gros dis_moi_en_bref que_dit_cet que_dit_ce
    """,
    "do.translate": "tradui* traduis traduire traduisez transpose_en localise",
    "do.extract": """
        extrais extraire extrayez extrait relève relever relevez repère repérer repérez cité cités
        citées mentionné mentionnés mentionnées figurent figurant liste_tous liste_toutes liste_les
        trouve_tous trouve_toutes récupère ressors sors recense apparaissent d_après_le
        selon_le_texte selon_le_passage isole lis_le_passage lis_le_texte selon_le
        réponds_à_la_question d_après_ce sont_mentionnés sont_citées donne_le_nom donne_moi_le_nom
        remplis
    """,
    "do.classify": """
        classe classer classez classifie* catégorise* étiquette* trie évalue_le détermine attribue
        range appartient relève_de note vrai_ou_faux dis_si indique_si quelle_langue quel_ton
        répartis regroupe juge
    """,
    "do.write": """
        écris écrire écrivez rédige* rédiger compose crée créer créez génère* fais faites fais_moi
        propose prépare formule produis ébauche
    """,
    "do.give": """
        donne_moi il_me_faut je_voudrais j_aimerais je_veux il_me_faudrait on_voudrait j_ai_besoin
        je_cherche il_faudrait besoin_de voudrais
    """,
    "do.imagine": """
        invente* inventer imagine* imaginer raconte* réécris reformule* paraphrase* trouve_dix
        trouve_cinq trouve_un trouve_des rime poursuis_ce continue_cette propose_des propose_moi
        brode à_la_manière réécrire reformuler imagine_la_suite suite_de_cette titre_pour nom_pour
        idées_pour des_idées aide_moi_à_écrire mets_toi joue_le_rôle fais_comme_si plus_élégant
        plus_élégante plus_formel plus_poétique embellis améliore améliorer
    """,
    "do.program": """
        implémente* programme débogue* refactorise* compile* optimise* déploie* installe* configure
        code ajoute parse valide automatise écris_un_programme écris_un_script écris_une_fonction
        centrer optimiser déboguer
    """,
    "do.repair": "corrige* répare* dépanne* ne_marche_pas ne_fonctionne_pas plante bogue",
    "do.compute": """
        calcule* calculer résous résoudre résolvez simplifie* simplifier factorise* intègre dérive
        développe combien_font combien_fait convertis détermine_la_valeur additionne multiplie
        réduis développe_et calcule_le trouve_x combien_coûte quelle_est_la_durée convertir
        arrondis compte
    """,
    "do.prove": "démontre* démontrer prouve* prouver montre_que montrez_que réfute",
    "do.weigh": """
        analyse* analyser compare* comparer pèse peser évalue* évaluer conseille* recommande*
        décide* planifie* justifie* justifier déduis raisonne* argumente* réfléchis discute*
        conclus conclure explique_pourquoi que_se_passerait critique diagnostique que_ferais
        faut_il vaut_il vaut_mieux aide_moi_à_choisir aide_moi_à_décider que_ferais_tu
        que_se_passerait_il quelle_décision raisonne_étape lequel_choisir laquelle_choisir choisir
        argumente donne_ton_avis quel_choix prends_position classe_par_priorité est_il_judicieux
        est_ce_une_bonne_idée l_intrus on_hésite hésite aide_moi_à_voir pèse_le_plus
        qu_est_ce_qu_on_y_gagne
    """,
    "do.explain": "explique* expliquer décris décrire décrivez définis définir parle_moi présente",
    "do.list": "liste lister listez énumère* nomme* donne* indique* cite montre dis",
    "do.find": "trouve trouver trouvez cherche identifie* vérifie* détecte repère",
    "a.text": """
        texte* article* passage* paragraphe* document* courriel* mail mails e_mail message* lettre*
        avis commentaire* compte_rendu rapport* contrat* facture* phrase* conversation* réunion
        critique* annonce* transcription* tweet* énoncé* titre extrait cv
    """,
    "a.this": """
        ce cet cette ces suivant suivante suivants suivantes ci_dessous ci_dessus ci_joint voici
    """,
    "a.summary": """
        résumé résumés synthèse* points_clés points_principaux idées_principales idée_principale
        idées_clés en_bref en_résumé en_une_phrase en_deux_phrases en_trois_phrases en_cinq_lignes
        puces essentiel grandes_lignes tl_dr de_quoi_parle l_essentiel en_quelques_mots
        points_essentiels résumé_bref en_40_mots en_50_mots synthétique version_courte en_gros
        ce_qui_se_passe l_important ce_qu_il_faut_retenir retenir
    """,
    "a.translation": """
        traduction* comment_dit_on comment_dire comment_on_dit que_veut_dire version_anglaise
        version_française veut_dire comment_dis_tu comment_écrit_on c_est_quoi_en veut_dire_en
        mot_anglais mot_espagnol ça_veut_dire_quoi dans_sa_langue qu_est_ce_que_ça_veut_dire
    """,
    "a.label": """
        positif positive négatif négative neutre spam sentiment catégorie* ton urgent priorité
        oui_ou_non vrai_ou_faux thème sujet formel informel émotion* ironique hameçonnage rayon
        toxique opinion étiquette haineux critique quelle_langue poli impoli fait_ou_opinion
        familier arnaque service_ou réclamation facturation
    """,
    "a.field": """
        noms nom dates date lieux lieu personnes adresse* montant* prix numéro* téléphone
        ingrédients mots_clés échéances entreprises sociétés noms_propres participants heure
        organisations produits identifiant motif horaires numéro_de_commande référence mot_de_passe
        âge profession verbes noms_de date_limite montant_exact combien_par_jour médicaments
    """,
    "a.format": "json csv tableau colonnes yaml xml liste_à une_par_ligne",
    "a.software": """
        fonction fonctions script code requête* base_de_données boucle* tableau_js classe méthode
        erreur bug bogue algorithme* programme_qui variable* regex expression_régulière api
        dictionnaire module composant serveur fichier* tests_unitaires stacktrace interface
        doublons pile conteneur boucle_infinie page_web formulaire menu_responsive tri
        dictionnaire_python liste_chaînée chaîne_de_caractères compilateur serveur_web
    """,
    "a.maths": """
        équation* dérivée* intégrale* probabilité* pourcent* pour_cent aire surface périmètre
        volume triangle* cercle* angle* racine* premier* somme* produit_de moyenne* médiane
        fraction* matrice* vecteur* polynôme* théorème* limite* intérêt* intérêts remise vitesse
        divisible nombre* rayon diamètre dés dé inéquation* logarithme* expression développer durée
        trajet identité_remarquable pgcd ppcm carré cube factoriel suite parallélogramme losange
        hypoténuse
    """,
    "a.story": """
        poème* poésie conte* histoire* récit* nouvelle* chanson* paroles slogan* haïku* sonnet*
        fable* roman* dialogue* scène* personnage* blague* comptine* rime* légende* limerick
        accroche noms_originaux titre livre_pour_enfants poétique vers strophe scénario
        pièce_de_théâtre sketch devinette berceuse phrase_drôle histoire_où vitrine dessin_animé
        loup
    """,
    "a.document": """
        lettre mail courriel discours invitation* lettre_de_motivation essai dissertation blog
        billet description annonce communiqué toast carte_de_vœux remerciement*
        carte_d_anniversaire vœux message_d_excuses remerciements éloge_funèbre mariage
    """,
    "a.dilemma": """
        avantages inconvénients pour_et_le_contre pour_et_contre conséquence* cause* stratégie*
        risque* option* argument* raisonnement* étape_par_étape pas_à_pas énigme* ment menteur
        vérité meilleur* mieux recommandation* hypothèse* logique* alternative* décision dilemme
        impact effets plan intrus judicieux avis position fournisseurs raison contradiction
        plausible hésite hésitons gagne perd balance
    """,
    "a.fact": """
        capitale population inventé inventa inventeur découvert fondé fondée né née mort pays
        fleuve rivière montagne planète* guerre siècle monnaie plus_haut plus_long plus_grand
        plus_vieux signifie définition différence_entre président roi construit construite
        en_quelle_année écrit peint photosynthèse c_est_quoi qu_est_ce_que habitants joueurs
        fonctionne ciel quelle_année auteur sert se_forme se_forment arc_en_ciel tva volcan drapeau
        hymne organe foie animal animaux oiseau vitamine point_de_fusion ébullition
        vitesse_de_la_lumière langue_parle frontière c_est_qui c_est_qui_déjà fruit_ou
        architecte_de
    """,
    "a.quantity": """
        chacun en_tout au_total ensemble reste moitié double triple tiers quart coûte payer heures
        minutes kilomètres mètres litres euros par_jour durée combien_de_temps
    """,
    "mark.all": """
        tous toutes chaque aucun aucune certains seul seulement exactement plus_grand_que plus_âgé
    """,
    "mark.count": "deux trois quatre cinq six sept huit neuf dix cent mille",
    "q.who": "qui quand où",
    "q.which": "quel quelle quels quelles lequel laquelle lesquels",
    "q.what": "que quoi qu_est_ce qu_est_ce_que",
    "q.why": "pourquoi",
    "q.how": "comment",
    "q.many": "combien",
    "q.whether": "est_il est_elle est_ce est_ce_que s_agit_il sont_ils ce_message_est si_ce",
    "q.should": "dois_je devrais devrions devrait_on devons_nous faut_il vaut_il_mieux",
    "say.hello": """
        bonjour salut bonsoir bonne_nuit coucou ça_va comment_ça_va comment_vas_tu comment_allez
    """,
    "say.thanks": """
        merci au_revoir à_bientôt à_demain à_plus super génial d_accord désolé bonne_journée
        bonne_soirée félicitations bravo mdr ok bienvenue à_toi haha ptdr lol trop_bien bonne_nuit
        bon_week_end bon_appétit de_rien avec_plaisir c_est_gentil ça_marche
    """,
    "say.you": """
        tu toi ton ta tes es_tu aimes_tu t_appelles tu_es tu_aimes tu_fais préféré préférée t_es
        tu_vas tu_sais qui_es_tu comment_tu
    """,
    "say.feel": """
        fatigué fatiguée triste content contente heureux heureuse seul ennuie marre horrible
        vacances week_end dormi aime déteste malade stressé fâché je_me_sens je_suis_trop amoureux
        amoureuse crevé crevée épuisé déprimé stressée heureux_de quelle_journée lessivée lessivé
        permis réussi
    """,
    "say.me": "je j moi mon ma mes nous notre",
    "mark.please": """
        s_il_te_plaît s_il_vous_plaît svp stp peux_tu pourrais_tu pouvez_vous pourriez_vous
        aide_moi
    """,
    "mark.if": "si supposons tous_les aucun certains",
    "mark.or": "ou",
    "mark.hard": "détaillé* approfondi* complet* complexe* rigoureux rigoureusement scalable",
    "mark.easy": "court courte simple simplement bref brève vite rapidement",
    "mark.then": "puis ensuite enfin également aussi d_abord",
    "into": "en vers_l vers_le au du de_l avec",
    "for": "svp stp",
    "languages": """
        anglais allemand français espagnol italien portugais néerlandais polonais russe turc
        chinois mandarin japonais coréen arabe hindi latin grec suédois danois norvégien finnois
        tchèque hongrois roumain ukrainien hébreu vietnamien breton
    """,
}
"""French."""

SPANISH: Final = {
    "common": """
        el la los las un una unos unas de del y o en que por con para no se como su sus al lo le
        les más pero sin sobre entre hasta desde muy ya también ha han fue ser es son está están
        era hay si me te nos mi tu qué a e u
    """,
    "do.summarize": """
        resume resumir resúmeme resumirme resúmelo resuma resumas resumen_de sintetiza* sintetizar
        condensa* acorta abrevia resumen_breve de_qué_va en_pocas acórtalo
    """,
    "do.translate": """
        traduce traducir traduzca tradúceme traduces traducido traduzcas localiza pásame_a
    """,
    "do.extract": """
        extrae extraer extraiga extráeme saca sacar sácame lista_todos lista_todas encuentra_todos
        encuentra_todas obtén obtener recoge mencionan mencionados mencionadas aparecen según_el
        localiza señala enumera_todos identifica_los rescata recopila lee_el_párrafo lee_el_texto
        se_mencionan se_menciona según_este haz_una_tabla_con aparecen_en dice_el_texto rellena
        devuelve_un_json
    """,
    "do.classify": """
        clasifica clasificar clasifique categoriza* etiqueta etiquetar ordena asigna asignar
        determina indica_si pertenece evalúa_si puntúa califica di_si en_qué_idioma qué_idioma
        separa agrupa verdadero_o_falso determina_si qué_sentimiento qué_tono valora_de
    """,
    "do.write": """
        escribe escribir escríbeme escriba redacta* redactar crea crear créame genera generar haz
        hazme compón componer elabora prepara diseña hacer
    """,
    "do.give": """
        dame necesito quiero quisiera me_gustaría hay_que necesitamos busco hace_falta me_interesan
        solo_necesito me_hace_falta
    """,
    "do.imagine": """
        inventa inventar invéntate imagina imagínate cuéntame cuenta reescribe reformula parafrasea
        rima continúa_la continúa_el dame_ideas sugiere propón ideas reescribir reformular
        haz_que_suene suene_más título_para nombre_para ideas_para ayúdame_a_escribir imagina_que
        haz_como_si ponte_en más_formal más_poético más_divertido mejora mejorar
    """,
    "do.program": """
        implementa* implementar programa programar refactoriza* depura* compila* optimiza*
        despliega* instala* configura* codifica añade parsea valida automatiza escribe_un_programa
        escribe_una_función hazme_una_página centrar optimizar depurar
    """,
    "do.repair": "corrige corregir arregla arreglar soluciona repara no_funciona falla_el_código",
    "do.compute": """
        calcula calcular calcule resuelve resolver resuelva simplifica* factoriza* integra deriva
        halla hallar cuánto_es cuánto_da despeja convierte suma_los multiplica cuántos_segundos
        cuántas_formas cuánto_cuesta cuánto_tarda redondea halla_sus despejar
    """,
    "do.prove": "demuestra demostrar demuestre prueba_que probar_que refuta",
    "do.weigh": """
        analiza analizar analice compara comparar sopesa evalúa evaluar recomienda recomendar
        aconseja* decide decidir planifica justifica justificar deduce razona razonar argumenta
        piensa reflexiona concluye diagnostica qué_pasaría explica_por_qué debate discute valora
        conviene ayúdame_a_decidir elegirías qué_harías qué_pasaría_si razona_las
        ordena_por_prioridad por_prioridad cuál_elegirías qué_decisión es_buena_idea me_recomiendas
        recomiendas qué_estrategia no_me_cuadra dónde_está_el_fallo qué_harías_tú
        con_qué_argumentos
    """,
    "do.explain": "explica explicar explícame explique describe describir define definir háblame",
    "do.list": "lista listar enumera* nombra menciona da dime devuelve muestra di indica",
    "do.find": "encuentra encontrar busca buscar identifica identificar comprueba detecta verifica",
    "a.text": """
        texto* artículo* párrafo* pasaje* documento* correo* email mail mensaje* carta* reseña*
        opinión opiniones comentario* informe* reporte* contrato* factura* frase* oración
        conversación* acta reunión noticia* transcripción* anuncio* solicitud titular tuit
    """,
    "a.this": "este esta estos estas siguiente siguientes abajo arriba adjunto adjunta anterior",
    "a.summary": """
        resumen resúmenes síntesis puntos_clave puntos_principales ideas_principales ideas_clave
        idea_principal en_resumen en_pocas_palabras en_una_frase en_dos_frases en_tres_frases
        viñetas lo_más_importante lo_esencial de_qué_trata de_qué_va tres_puntos breve_resumen
        en_dos_líneas ideas_más_importantes en_corto qué_es_lo_importante lo_importante
        en_cristiano
    """,
    "a.translation": """
        traducción traducciones cómo_se_dice cómo_digo cómo_se_traduce qué_significa
        versión_inglesa cómo_dirías cómo_se_escribe en_inglés_se_dice palabra_en cómo_se_diría
        qué_quiere_decir en_su_idioma me_lo_pasas_a
    """,
    "a.label": """
        positivo positiva negativo negativa neutral neutro spam sentimiento categoría* tono urgente
        prioridad sí_o_no verdadero_o_falso tema tóxico formal informal emoción* irónico fraude
        queja ofensivo idioma hecho_u_opinión cierto falso amable grosero sustantivos verbos
        contento_o molesto queja_o bajas soporte ventas
    """,
    "a.field": """
        nombres nombre fechas fecha lugares lugar personas direcciones dirección teléfono* números
        número importes importe montos precio precios palabras_clave ingredientes empresas cargos
        plazos número_de_pedido participantes ciudades entidades enlaces cantidades productos
        número_de_teléfono países alimentos calorías cantidad verbos edad profesión contraseña
        correo_electrónico metros ascensor lista_de_la_compra
    """,
    "a.format": "json csv tabla columnas yaml xml lista_de",
    "a.software": """
        función funciones script código consulta* base_de_datos bucle* arreglo clase método error
        errores algoritmo* programa_que variable* regex expresión_regular api cadena componente
        servidor fichero archivo* pruebas_unitarias endpoint lista_enlazada interfaz if_anidados
        clasificador página_web formulario ventana lista_de_python bucle_infinito compilador
        servidor_web hoja_de_cálculo macro
    """,
    "a.maths": """
        ecuación* ecuaciones derivada* integral* probabilidad* porcentaje por_ciento área
        superficie perímetro volumen triángulo* círculo* ángulo* raíz primo* suma producto_de media
        promedio mediana fracción* matriz vector* polinomio* teorema* límite* interés descuento
        velocidad divisor múltiplo divisible número número_e radio diámetro dados dado cubo
        cuadrada irracional segundos lados factoriza raíces pendiente recta combinaciones
        permutaciones parábola hipotenusa cateto elevado
    """,
    "a.story": """
        poema* poesía cuento* historia* relato* novela* canción* letra_de eslogan* lema haiku
        soneto* fábula* diálogo* personaje* chiste* rima* leyenda* guion trama escena título_de
        título llamativo verso estrofa guión obra_de_teatro microrrelato adivinanza nana
        trabalenguas gracioso estribillo canción_de_cuna pizarra
    """,
    "a.document": """
        carta correo discurso invitación ensayo blog descripción anuncio carta_de_presentación
        nota_de_prensa brindis felicitación publicación tarjeta disculpa felicitación_de boda
        agradecimiento despedida carta_de
    """,
    "a.dilemma": """
        ventajas desventajas pros_y_contras pros contras consecuencia* causa* estrategia* riesgo*
        opción opciones argumento* razonamiento* paso_a_paso acertijo* miente mentiroso verdad
        mejor recomendación* hipótesis lógica* lógico alternativa* decisión dilema impacto plan
        conviene prioridad proyectos razonable sensato contradicción intruso conclusión sustentar
        franquicia beneficios
    """,
    "a.fact": """
        capital población inventó inventor descubrió fundó fundada nació murió país países río
        montaña planeta* guerra siglo moneda más_alto más_largo más_grande más_antiguo significa
        definición diferencia_entre presidente rey construyó construido en_qué_año pintó escribió
        fotosíntesis qué_es habitantes funciona cómo_funciona autor hay_en llegó_el hecho_el
        hecho_de se_forma arcoíris volcán bandera himno órgano animal animales ave vitamina
        punto_de_fusión velocidad_de_la_luz idioma_se_habla frontera agujero_negro vidrio sirve
        crucigrama de_dónde_sale río_de
    """,
    "a.quantity": """
        cada en_total juntos quedan queda mitad doble triple tercio cuarto cuesta cuestan pagar
        horas minutos kilómetros metros litros euros gasta devuelven kilo kg
    """,
    "mark.all": """
        todos todas cada algunos ningún ninguno solo exactamente mayor_que menor_que más_alto_que
    """,
    "mark.count": "dos tres cuatro cinco seis siete ocho nueve diez cien mil",
    "q.who": "quién quiénes cuándo dónde adónde",
    "q.which": "cuál cuáles",
    "q.what": "qué qué_es qué_son",
    "q.why": "por_qué",
    "q.how": "cómo",
    "q.many": "cuánto cuánta cuántos cuántas",
    "q.whether": "es_este es_esta es_positiva es_positivo este_texto_es se_trata_de es_spam",
    "q.should": "debería deberíamos debo deberían me_conviene nos_conviene vale_la_pena es_mejor",
    "say.hello": """
        hola buenos_días buenas_tardes buenas_noches qué_tal cómo_estás cómo_está buenas cómo_va
    """,
    "say.thanks": """
        gracias adiós hasta_luego hasta_mañana genial vale jaja jajaja jajajaja perdón felicidades
        enhorabuena de_nada qué_bueno nos_vemos lo_siento estupendo qué_alegría un_abrazo buen_día
        que_descanses encantado jeje guay no_pasa_nada feliz_cumpleaños charlar
    """,
    "say.you": """
        tú te tu ti eres te_gusta te_llamas tienes tu_favorito favorita quién_eres eres_un eres_una
        qué_haces cómo_te_llamas
    """,
    "say.feel": """
        cansado cansada triste feliz contento contenta aburrido aburrida solo_hoy enfadado nervioso
        siento enfermo harto harta odio sueño fin_de_semana me_siento estoy_muy qué_día agotado
        agotada enamorado enamorada aburrimiento larguísimo qué_semanita cómo_andas uf
    """,
    "say.me": "yo me mí mis nosotros nuestro",
    "mark.please": "por_favor puedes podrías puede_usted ayúdame me_puedes",
    "mark.if": "si supongamos suponiendo todos_los ningún algunos",
    "mark.or": "o u",
    "mark.hard": "detallado* exhaustiv* profundidad completo* complejo* riguros* escalable*",
    "mark.easy": "corto corta breve simple sencillo rápido brevemente",
    "mark.then": "luego después también además primero finalmente",
    "into": "al en a_el del en_el con usando",
    "languages": """
        inglés alemán francés español castellano italiano portugués neerlandés holandés polaco ruso
        turco chino mandarín japonés coreano árabe hindi latín griego sueco danés noruego finés
        checo húngaro rumano ucraniano hebreo catalán euskera gallego
    """,
}
"""Spanish."""

ITALIAN: Final = {
    "common": """
        il lo la i gli le un uno una di del della dei delle da dal in nel nella con su sul per tra
        fra e o ma se che chi non si ci vi ne è sono era ha hanno più molto anche come al alla ai
        alle dello degli suo sua suoi questo quello a ad ed
    """,
    "do.summarize": """
        riassumi riassumere riassuma riassumimi sintetizza* sintetizzare condensa accorcia
        riassunto_di riepiloga
    """,
    "do.translate": "traduci tradurre traduca traducimi traduco tradotto localizza",
    "do.extract": """
        estrai estrarre estragga ricava tira_fuori elenca_tutti elenca_tutte elenca_i trova_tutti
        trova_nel trova_tutte nominate nominati menzionati citati compaiono secondo_il individua
        preleva raccogli leggi_il_brano leggi_il_testo secondo_il_testo sono_citati sono_nominati
    """,
    "do.classify": """
        classifica* classificare categorizza* etichetta assegna ordina indica_se stabilisci
        appartiene determina valuta_se di_che_tipo che_tipo_di in_che_lingua vero_o_falso dividi
        separa raggruppa
    """,
    "do.write": """
        scrivi scrivere scrivimi scriva crea creare creami genera componi comporre redigi prepara
        fammi fai elabora formula stendi
    """,
    "do.give": """
        dammi mi_serve vorrei voglio mi_servono mi_serve_un cerco avrei_bisogno ho_bisogno
        mi_piacerebbe
    """,
    "do.imagine": """
        inventa inventare inventati immagina raccontami racconta riscrivi riformula parafrasa
        proponi suggeriscimi idee continua_la continua_il riscrivere riformulare titolo_per
        nome_per idee_per aiutami_a_scrivere mi_aiuti_a_trovare fai_finta più_elegante più_formale
        più_poetico migliora
    """,
    "do.program": """
        implementa* programma programmare refactoring debug compila ottimizza installa configura
        aggiungi valida automatizza deploy come_faccio_a_unire scrivi_un_programma
        scrivi_una_funzione centrare
    """,
    "do.repair": "correggi correggere ripara sistema aggiusta risolvi_errore non_funziona",
    "do.compute": """
        calcola calcolare calcoli risolvi risolvere semplifica semplificare fattorizza integra
        deriva determina_il_valore quanto_fa converti scomponi quante_combinazioni quanto_costa
        quanto_tempo arrotonda trova_x
    """,
    "do.prove": "dimostra dimostrare dimostri prova_che confuta",
    "do.weigh": """
        analizza analizzare confronta confrontare paragona valuta valutare consiglia* raccomanda
        decidi pianifica giustifica deduci ragiona ragionare argomenta rifletti concludi
        che_cosa_succederebbe cosa_succederebbe conviene spiega_perché cosa_faresti motiva
        cosa_succederebbe_se chi_arriva spiega_il_ragionamento conviene_di_più quale_scelta
        ha_senso è_una_buona_idea ordina_per_priorità come_ragioneresti cosa_se_ne_può dedurre
    """,
    "do.explain": "spiega spiegare spiegami spieghi descrivi descrivere definisci parlami",
    "do.list": "elenca elencare nomina dimmi dai mostra indica fornisci",
    "do.find": "trova trovare cerca identifica identificare controlla verifica rileva",
    "a.text": """
        testo testi articolo articoli paragrafo brano documento mail email messaggio lettera
        recensione recensioni commento relazione rapporto contratto fattura frase frasi
        conversazione verbale riunione notizia annuncio titolo trascrizione
    """,
    "a.this": "questo questa questi queste seguente seguenti sotto sopra allegato sottostante",
    "a.summary": """
        riassunto riassunti sintesi punti_chiave punti_principali idee_principali idea_principale
        in_breve in_sintesi in_una_frase in_due_frasi poche_righe punti_elenco riepilogo essenziale
        di_cosa_parla in_poche_parole idee_essenziali più_importanti cosa_dice cosa_devo_sapere
        in_due_righe due_righe
    """,
    "a.translation": """
        traduzione traduzioni come_si_dice come_si_traduce cosa_significa come_dico cosa_vuol_dire
        in_inglese_si_dice che_significa parola_in che_vuol_dire nella_sua_lingua
    """,
    "a.label": """
        positiva positivo negativa negativo neutra neutro spam sentimento categoria categorie tono
        urgente priorità sì_o_no vero_o_falso etichetta formale informale emozione emozioni tossico
        argomento reclamo informazione disdetta lingua fatto_o_opinione vero falso arrabbiato
        stanco secondo_te_chi
    """,
    "a.field": """
        nomi nome date data luoghi luogo persone indirizzo indirizzi importi importo prezzi prezzo
        numero_di telefono parole_chiave ingredienti scadenze aziende medicine dosaggio quantità
        personaggi città codice_di_prenotazione codice orari età professione password
        numero_di_telefono assenti presenti treni
    """,
    "a.format": "json csv tabella colonne yaml xml",
    "a.software": """
        funzione funzioni script codice query database ciclo classe metodo errore errori algoritmo
        programma_che variabile regex espressione_regolare api file cartella server app
        lista_concatenata stringa dataframe pagina_web modulo while ciclo_infinito compilatore
        server_web foglio_di_calcolo colonne_in
    """,
    "a.maths": """
        equazione equazioni derivata derivate integrale probabilità percentuale per_cento area
        superficie perimetro volume triangolo cerchio angolo radice primo primi somma prodotto_di
        media mediana frazione matrice vettore polinomio teorema limite interesse sconto sconta
        velocità espressione disequazione raggio trapezio numero basi altezza sistema_di
        combinazioni radici pendenza retta ipotenusa parabola elevato ordine fattoriale
    """,
    "a.story": """
        poesia poesie filastrocca storia storie racconto favola fiaba canzone romanzo slogan haiku
        sonetto dialogo personaggio barzelletta rima leggenda ninnananna testo_di_una titolo verso
        strofa copione gruppo_musicale indovinello filastrocche righe biglietto_per battesimo
        affettuoso ironico
    """,
    "a.document": """
        lettera mail email discorso invito saggio tema blog descrizione annuncio
        lettera_di_presentazione comunicato brindisi auguri post biglietto scuse ringraziamento
        matrimonio didascalia lancio
    """,
    "a.dilemma": """
        pro_e_contro vantaggi svantaggi conseguenze conseguenza causa cause strategia rischi
        rischio opzione opzioni argomenti ragionamento passo_per_passo passo_passo indovinello
        mente mentono bugiardo verità migliore meglio raccomandazione ipotesi logica alternativa
        decisione impatto piano sospettati conviene veloce_di alto_di punti_di_vista ragionevole
        contraddizione intruso
    """,
    "a.fact": """
        capitale popolazione inventato inventò inventore scoperto scoprì fondata fondato nato nata
        morto paese paesi fiume montagna pianeta guerra secolo moneta più_alto più_lungo più_grande
        significa definizione differenza_tra presidente re costruito in_che_anno dipinse scrisse
        cos_è che_cos_è abitanti funziona come_funziona dista caduto impero autore serve si_forma
        arcobaleno vulcano bandiera inno organo animale uccello vitamina si_trova buco_nero
        lingua_si_parla milza davvero ciechi è_vero_che
    """,
    "a.quantity": """
        ciascuno in_tutto insieme resta restano metà doppio triplo terzo costa costano paga ore
        minuti chilometri metri litri euro
    """,
    "mark.all": "tutti tutte ogni alcuni nessuno solo esattamente più_alto_di più_vecchio",
    "mark.count": "due tre quattro cinque sette otto nove dieci cento mille",
    "q.who": "chi quando dove",
    "q.which": "quale quali qual",
    "q.what": "cosa che_cosa cos",
    "q.why": "perché",
    "q.how": "come_si come_posso come_faccio come_fa come_mai come_funziona",
    "q.many": "quanto quanta quanti quante",
    "q.whether": "questa_recensione_è è_questo questo_messaggio_è si_tratta_di",
    "q.should": "dovrei dovremmo devo conviene è_meglio",
    "say.hello": "ciao buongiorno buonasera buonanotte come_va come_stai come_sta salve ehi",
    "say.thanks": """
        grazie arrivederci a_presto a_domani bene ottimo perfetto scusa auguri prego che_bello haha
        buona_serata buona_giornata complimenti figurati tranquillo evviva non_ci_posso_credere
    """,
    "say.you": """
        tu ti te tuo tua sei ti_piace ti_chiami chi_sei come_ti_chiami sei_un sei_una cosa_fai
    """,
    "say.feel": """
        stanco stanca triste felice contento contenta annoiato annoiata noia solo_oggi arrabbiato
        compleanno voglia malato sonno weekend mi_sento sono_così giù innamorato innamorata
        che_giornata
    """,
    "say.me": "io mi mio mia miei noi nostro",
    "mark.please": "per_favore per_piacere puoi potresti può mi_puoi aiutami",
    "mark.if": "se supponiamo tutti_i nessun alcuni",
    "mark.or": "o oppure",
    "mark.hard": "dettagliat* approfondit* completo completa compless* rigoros*",
    "mark.easy": "breve semplice corto corta brevemente rapido",
    "mark.then": "poi dopo inoltre anche infine prima",
    "into": "in dall all nel verso_l con usando",
    "languages": """
        inglese tedesco francese spagnolo italiano portoghese olandese polacco russo turco cinese
        giapponese coreano arabo hindi latino greco svedese danese norvegese ceco ungherese rumeno
    """,
}
"""Italian."""

PORTUGUESE: Final = {
    "common": """
        o a os as um uma uns umas de do da dos das em no na nos nas por para com sem e ou mas que
        se não é são foi ser está ao à aos às pelo pela mais muito já também seu sua seus suas como
        até entre sobre lhe me te
    """,
    "do.summarize": """
        resuma resumir resume resumo_de resumas sintetize sintetizar condense encurte resumindo
    """,
    "do.translate": "traduza traduzir traduz traduzido localize traduzires",
    "do.extract": """
        extraia extrair extrai retire tire liste_todos liste_todas encontre_todos encontre_todas
        obtenha mencionados mencionadas citados aparecem segundo_o de_acordo_com_o_texto
        identifique_os identifique_no recolha pegue leia_o_texto leia_o_trecho segundo_o_texto
        são_citados aparecem_no retire_do
    """,
    "do.classify": """
        classifique classificar classifica categorize categorizar rotule etiquete ordene atribua
        determine pertence diga_se avalie_se que_idioma em_que_língua verdadeiro_ou_falso separe
        agrupe
    """,
    "do.write": """
        escreva escrever escreve redija redigir crie criar cria gere gerar faça fazer faz elabore
        prepare componha monte
    """,
    "do.give": "me_dê dê_me preciso gostaria queria preciso_só precisa_de preciso_de quero",
    "do.imagine": """
        invente inventar imagine conte conta reescreva reformule parafraseie sugira ideias
        continue_a reescrever reformular título_para nome_para ideias_para me_ajude_a_escrever
        finja tom_mais mais_formal mais_divertido mais_poético melhore
    """,
    "do.program": """
        implemente implementar programe refatore depure compile otimize instale configure adicione
        valide automatize programar escreva_um_programa escreva_uma_função centralizar
    """,
    "do.repair": "corrija corrigir conserte arrume não_funciona resolva_o_erro ajuste",
    "do.compute": """
        calcule calcular calcula resolva resolver resolve simplifique fatore integre derive
        quanto_é determine_o_valor determine_o_limite converta quanto_tempo quantas_maneiras
        quanto_custa arredonde
    """,
    "do.prove": "demonstre demonstrar prove prove_que mostre_que refute",
    "do.weigh": """
        analise analisar analisa compare comparar pondere avalie avaliar recomende recomenda
        aconselhe decida planeje justifique deduza raciocine argumente pense reflita conclua
        o_que_aconteceria podemos_concluir explique_por_que vale_a_pena proponha
        dê_sua_recomendação o_que_você_faria o_que_aconteceria_se explique_o_raciocínio
        qual_escolher faz_sentido é_uma_boa_ideia ordene_por pode_dar_certo pode_dar_errado
    """,
    "do.explain": "explique explicar explica descreva descrever defina fale_sobre me_fale",
    "do.list": "liste listar enumere cite dê diga mostre devolva indique",
    "do.find": "encontre encontrar procure ache identifique identificar verifique detecte",
    "a.text": """
        texto textos artigo parágrafo trecho documento e_mail email mensagem carta avaliação
        avaliações comentário relatório contrato fatura nota_fiscal frase conversa ata reunião
        notícia transcrição anúncio chamado título
    """,
    "a.this": "este esta esse essa estes estas seguinte seguintes abaixo acima anexo a_seguir",
    "a.summary": """
        resumo resumos síntese pontos_principais pontos_chave ideias_principais ideia_principal
        em_resumo em_uma_frase em_duas_frases em_poucas_palavras tópicos mais_importante
        do_que_se_trata em_poucas pontos_mais_importantes o_que_diz ideia_central o_que_devo_saber
    """,
    "a.translation": """
        tradução traduções como_se_diz como_digo como_fala o_que_significa como_se_traduz
        qual_é_a_tradução tradução_de palavra_em como_eu_diria na_língua_dele
    """,
    "a.label": """
        positivo positiva negativo negativa neutro neutra spam sentimento categoria tom urgente
        prioridade sim_ou_não verdadeiro_ou_falso ofensivo tóxico formal informal emoção tema golpe
        legítima fato_ou_opinião verdadeiro falso idioma elogio crítica quantas_estrelas
    """,
    "a.field": """
        nomes nome datas data lugares local pessoas endereço endereços telefone telefones valores
        valor preço preços palavras_chave ingredientes empresas participantes prazos produtos
        número_do verbos idade profissão senha número_de_telefone e_mail_de responsável
        ficou_responsável
    """,
    "a.format": "json csv tabela colunas yaml xml lista_de",
    "a.software": """
        função funções script código consulta banco_de_dados laço classe método erro erros
        algoritmo programa variável regex expressão_regular api componente servidor arquivo
        testes_unitários endpoint renderiza rest docker página_web formulário laço_infinito
        compilador planilha lista_encadeada
    """,
    "a.maths": """
        equação equações derivada integral probabilidade porcentagem por_cento área superfície
        perímetro volume triângulo círculo ângulo raiz primo soma produto_de média mediana fração
        matriz vetor polinômio teorema limite juros desconto velocidade elevado número número_é
        raio sen tende_a bolas raízes hipotenusa combinações pintores retângulo fatorial idade_tem
        triplo_da
    """,
    "a.story": """
        poema poemas poesia história histórias conto contos crônica canção música_sobre letra_de
        slogan haicai soneto fábula lenda romance diálogo personagem piada rima roteiro título
        verso estrofe peça_de_teatro adivinha cantiga cena cena_curta fantasmas
    """,
    "a.document": """
        carta e_mail email discurso convite redação ensaio blog descrição anúncio
        carta_de_apresentação comunicado brinde legenda cartão desculpas agradecimento casamento
        despedida
    """,
    "a.dilemma": """
        vantagens desvantagens prós_e_contras prós contras consequências consequência causas causa
        estratégia riscos risco opção opções argumento argumentos raciocínio passo_a_passo enigma
        mente mentiroso verdade melhor recomendação hipóteses lógica alternativa decisão impacto
        falhou plano concluir contradição sensato prioridade intruso carreira
    """,
    "a.fact": """
        capital população inventou inventor descobriu fundada fundado nasceu morreu país países rio
        montanha planeta guerra século moeda mais_alto mais_longo maior mais_antigo significa
        definição diferença_entre presidente rei construído em_que_ano pintou escreveu o_que_é
        habitantes funciona como_funciona fotossíntese deserto autor se_forma arco_íris vulcão
        bandeira hino órgão animal ave vitamina buraco_negro serve fica foi_a quem_foi_mesmo
        por_que_é_que
    """,
    "a.quantity": """
        cada no_total juntos sobram restam metade dobro triplo terço custa custam pagar horas
        minutos quilômetros metros litros reais idade_de
    """,
    "mark.all": "todos todas cada alguns nenhum apenas exatamente maior_que mais_velho",
    "mark.count": "dois duas três quatro cinco seis sete oito nove dez cem mil",
    "q.who": "quem quando onde",
    "q.which": "qual quais",
    "q.what": "o_que o_que_é que_é",
    "q.why": "por_que por_quê",
    "q.how": "como_faço como_posso como_fazer como_eu como_faz",
    "q.many": "quanto quanta quantos quantas",
    "q.whether": "este_comentário_é esta_avaliação_é é_positivo isto_é esse_texto_é",
    "q.should": "devo deveria devemos deveríamos é_melhor vale_a_pena",
    "say.hello": "oi olá bom_dia boa_tarde boa_noite tudo_bem como_vai como_você_está e_aí",
    "say.thanks": """
        obrigado obrigada tchau até_mais até_logo até_amanhã legal valeu kkk kkkk desculpa parabéns
        de_nada que_bom boa_sorte bom_final_de_semana de_boa haha nossa tamo_junto
    """,
    "say.you": "você você_gosta seu_nome teu tua te quem_é_você você_é você_tem o_que_você_gosta",
    "say.feel": """
        cansado cansada triste feliz contente entediado entediada sozinho sozinha brava nervoso
        odeio adoro saudades doente sono fim_de_semana estou_muito me_sinto tô apaixonado
        apaixonada que_calor que_frio que_dia que_fofo adotei
    """,
    "say.me": "eu mim meu minha nós nosso",
    "mark.please": "por_favor pode poderia você_pode me_ajuda me_ajude quero",
    "mark.if": "se_todo se_todos suponha nenhum alguns",
    "mark.or": "ou",
    "mark.hard": "detalhad* aprofundad* completo completa complex* rigoros* escalável",
    "mark.easy": "curto curta breve simples rápido brevemente",
    "mark.then": "depois também além_disso primeiro finalmente então",
    "into": "para_o ao em do no para com usando",
    "languages": """
        inglês alemão francês espanhol italiano português holandês polonês polaco russo turco
        chinês japonês coreano árabe hindi latim grego sueco dinamarquês tcheco húngaro romeno
    """,
}
"""Portuguese."""

ROMANIAN: Final = {
    "common": """
        și de la în un o a cu pe din că nu este sunt pentru mai se ce sau al ale lui ei au fost
    """,
    "do.summarize": "rezumă rezuma sintetizează scurtează",
    "do.translate": "traduce traduceți tradu",
    "do.extract": "extrage extrageți scoate găsește_toate listează_toate menționate",
    "do.classify": "clasifică categorizează etichetează încadrează",
    "do.write": "scrie scrieți creează generează compune redactează fă",
    "do.give": "dă_mi",
    "do.imagine": "inventează imaginează povestește rescrie reformulează",
    "do.program": "implementează programează depanează optimizează",
    "do.repair": "repară corectează nu_funcționează",
    "do.compute": "calculează rezolvă simplifică află cât_fac",
    "do.prove": "demonstrează arată_că",
    "do.weigh": "analizează compară evaluează recomandă decide planifică argumentează",
    "do.explain": "explică descrie definește",
    "do.list": "enumeră numește arată spune",
    "do.find": "găsește caută identifică verifică",
    "a.text": "text textul articol articolul paragraf scrisoare mesaj recenzie comentariu document",
    "a.this": "acest această acestui următorul următoarea următoarele mai_jos",
    "a.summary": "rezumat rezumatul idei_principale pe_scurt puncte_cheie",
    "a.translation": "traducere cum_se_spune ce_înseamnă",
    "a.label": "pozitiv pozitivă negativ negativă neutru spam categorie ton",
    "a.field": "nume date data locuri persoane adrese sume prețuri",
    "a.software": "funcție funcția cod codul script interogare bază_de_date eroare program",
    "a.maths": """
        ecuație ecuația derivata integrala probabilitate procent aria perimetru triunghi suma
    """,
    "a.story": "poezie poem poveste basm cântec slogan glumă",
    "a.dilemma": "avantaje dezavantaje pas_cu_pas consecințe cauze strategie mai_bine",
    "a.fact": "capitala inventat descoperit fondat născut țară râu munte cel_mai_înalt înseamnă",
    "q.who": "cine când unde",
    "q.which": "care",
    "q.what": "ce ce_este",
    "q.why": "de_ce",
    "q.how": "cum",
    "q.many": "cât câți câte",
    "say.hello": "salut bună bună_ziua bună_dimineața ce_mai_faci noroc",
    "say.thanks": "mulțumesc mersi la_revedere pa",
    "say.me": "eu mie meu mea",
    "mark.please": "te_rog vă_rog poți ai_putea",
    "mark.or": "sau",
    "into": "în din",
    "languages": "engleză germană franceză spaniolă italiană rusă română chineză japoneză arabă",
}
"""Romanian."""
