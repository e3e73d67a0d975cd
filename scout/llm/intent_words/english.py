"""English words that tell what a prompt wants."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = {
    "common": """
        the of and to in is that it for with as was on are be by not at from his her they have has
        had but were been its their there would could into than then him she he who will one two if
        up out so no do did all any some more most other such only own same too very can just now
        over after before between both each few also about against during without within along
        across this these those am an a or nor yet my your our us me them i you we
    """,
    "do.summarize": """
        summarize summarizes summarized summarizing summarise summarised summarising condense
        condensed recap abridge distill distil tldr tl_dr sum_up sum_it_up sum_this_up sum_that_up
        boil_down boil_this boil_it boil_that shorten shortened digest cut_this_down brief_me
        catch_me_up compress_this short_version abbreviate skim go_through_this in_plain_words
        tell_me_what_happened what_happened_in what_was_agreed what_is_the_point what_s_the_point
        the_point_of_this cut_it_down tell_my_team
    """,
    "do.translate": """
        translate translated translating localize localise transliterate retranslate interpreter
        back_translate render put_into put_this_into put_it_into translator put_that_in say_it_in
        tell_him_in tell_her_in write_to_her_in fill_in_the_english fill_in_the_german
    """,
    "do.extract": """
        extract extracts extracting pull pull_out pick_out single_out copy_out find_all find_every
        find_each identify_all identify_every get_all get_me_the get_every list_all list_every
        list_each list_the_names collect gather retrieve harvest grab isolate pluck quote mentioned
        mention mentions appear appears contained occur occurs according_to transcribe fill_in
        name_every name_all based_on_the word_for_word fill_this fill_the read_the_passage
        answer_the_question from_the_text in_the_text copy parse_this parse_the given_in listed_in
        stated_in found_in does_the_author who_signed who_is_mentioned lift scan spot_all mark_all
        key_value_pairs named_in referred_to i_only_care_about who_voted list_them_for_me
        all_i_need_is i_just_need_the i_only_need_the mentions_four
    """,
    "do.classify": """
        classify classifies classified classifying categorize categorise categorized categorised
        label tag assign sort bucket triage grade rate predict_the pick_the detect which_of_these
        which_of_the_following which_category what_category which_class falls_into fall_under
        falls_under belongs_to belong_to flag decide_allow put_each separate_into split_into
        group_these group_the sort_these sort_the identify_the_emotion identify_the_language
        judge_the rate_this rate_the rate_each grade_this which_one_fits fits_best best_describes
        into_one_of one_of_the_following as_either whether_this whether_the_following score_this
        vote where_does_this_go where_would_you_put where_does_it_go would_you_read_that
        would_that_go go_to_billing mark_every mark_each file_under tag_this write_a_if is_that_a
        which_of_them_is
    """,
    "do.write": """
        write compose draft create generate produce craft make prepare pen author put_together
        written
    """,
    "do.give": """
        give_me give i_need need need_a i_want want i_d_like i_would_like i_d_love we_need we_want
        needs should_say we_d_like i_only_need i_just_need all_i_need i_only_care i_only_want
        looking_for could_use is_looking_for has_to_say it_should
    """,
    "do.imagine": """
        imagine invent brainstorm rewrite rephrase paraphrase reword come_up_with think_up dream_up
        pretend roleplay role_play act_as in_the_style in_the_voice continue_this continue_the
        finish_this rhyme rhyming make_this_sound make_it_sound make_this_more make_it_more polish
        proofread suggest suggest_some spice_up as_if you_were edit revise rework phrase word_this
        help_me_word how_should_i_phrase how_should_i_word sound_more more_formal more_persuasive
        more_elegant more_fun more_poetic more_exciting in_character embellish expand_this
        expand_on lengthen adapt convince persuade any_ideas got_any_ideas ideas_for
        suggestions_for any_suggestions name_for name_ideas picture_a take_on_the_role
        assume_the_role play_the_role embody personify picture_yourself good_title good_name
        good_opening suggest_a tell_me_a_story tell_me_a_joke tell_the_story make_up what_rhymes
        turn_this_into_a_poem alternative_ending alternate_ending point_of_view what_could_we_call
        what_could_i_call what_should_we_call what_should_i_call call_it take_it_from_there
        go_on_from_there go_on_from breathe_some_life some_colour some_color sound_as_if spice_it
        let_them dress_up told_as tell_your something_warm something_funny a_bit_funny
        in_the_form_of improve improve_this make_it_sound_better
    """,
    "do.program": """
        implement implementing refactor refactoring debug debugging compile compiling deploy
        deploying program optimize optimise scaffold set_up install installed installing configure
        port migrate rebase mock instantiate instrument serialize deserialize parse validate
        automate build add_a hook_up vectorize parallelize dockerize throws throw crashes crash
        crashing speed_up write_code write_a_program write_a_script draw_a_diagram unit_test_this
        center set_the_timeout deploy_a hangs upgrade upgrading downgrade reproduce overflowing
        render_twice re_renders
    """,
    "do.repair": """
        fix fixes fixed fixing repair correct troubleshoot broken not_working doesn_t_work
        does_not_work keeps_failing won_t_start what_s_wrong what_is_wrong get_an_error
        why_does_it_fail returns_undefined returns_none returns_null it_fails can_t_find
        won_t_compile doesn_t_compile gets_stuck is_slow why_is_my memory_usage find_the_bug
    """,
    "do.compute": """
        calculate calculating compute computing solve solving simplify integrate differentiate
        factor factorize factorise expand evaluate work_out add_up multiply divide subtract round
        convert how_much_is find_the_value find_x solve_for sketch_the_graph how_much_do
        how_much_does how_much_will how_much_did how_many_ways show_your_work show_your_working
        check_my_working find_the_area find_the_sum find_the_derivative find_the_roots
        what_are_the_odds how_long_will at_what_time when_will_they when_do_they
        evaluate_the_integral express_as simplify_the round_to find_all_solutions find_all_real
        count count_the how_many_times add find_the_average find_the_probability
    """,
    "do.prove": "prove proved proving show_that derive demonstrate_that disprove verify_that",
    "do.weigh": """
        analyze analyse analyzing analysing compare contrast weigh evaluate assess argue critique
        judge decide recommend advise plan devise strategize justify deduce infer reason
        reason_through think_through think_it_through think_about consider diagnose hypothesize
        debate prioritize prioritise choose conclude explain_why explain_how_you walk_me_through
        work_through rule_out make_a_case make_a_plan create_a_plan figure_out what_would_happen
        what_happens_if what_if how_would_you what_could_go_wrong find_the_flaw weigh_up
        odd_one_out does_not_belong doesn_t_belong rank how_would_you_prioritize counterarguments
        devil_s_advocate can_you_infer be_sure_of smart_to wise_to advisable make_sense_to
        would_it_be why_might why_would what_could_be explain_your_reasoning explain_the_steps
        explain_your_answer justify_your show_your_reasoning does_it_mean does_that_mean
        what_can_we_conclude can_we_conclude what_follows what_would_you_do help_me_decide
        help_me_choose help_me_figure which_direction how_do_you_know who_is_lying who_is_telling
        think_step what_should which_would_you think_carefully pros_and_cons arguments_for
        argue_for argue_against what_went_wrong discuss how_could_this make_the_case talk_through
        advice_on how_would_you_handle what_would_you_check where_would_you_start
        where_would_you_look is_she_right is_he_right who_is_right doesn_t_add_up does_not_add_up
        what_must_be_true what_else_could is_that_fair fairer sensible_way talk_me_out talk_me_into
        think_about_what best_case who_wins who_loses is_my_friend_s_logic logic_sound sound_logic
        where_can what_spoke
    """,
    "do.explain": """
        explain explaining describe define elaborate clarify teach tell_me_about tell_me_more
        give_an_overview introduce give_an_example what_do_you_call give_a_short_overview
        tell_me_who tell_me_what tell_me_when in_simple_terms in_layman like_i_m_five eli5
    """,
    "do.list": """
        list lists name enumerate give show output return provide state tell print name_the
    """,
    "do.find": """
        find identify determine check locate spot look_for search_for verify decide_whether
        decide_if tell_me_if tell_me_whether read pick
    """,
    "a.text": """
        text texts article articles passage passages paragraph paragraphs document documents doc
        email emails e_mail mail mails message messages letter letters review reviews comment
        comments tweet tweets transcript transcripts report reports chapter contract contracts
        invoice invoices receipt receipts resume cv conversation conversations thread chat_log
        minutes notes meeting sentence sentences statement statements feedback post posts ticket
        tickets complaint complaints headline headlines news press_release paper study lecture page
        pages excerpt memo lease survey listing job_ad advert announcement log logs files story
        poem talk discussion dialogue request interview manual passage_below clause agreement
        subtitles podcast_transcript menu label_text prescription syllabus timetable order
        itinerary bulletin slide slides diary brief proposal tender posting
    """,
    "a.this": """
        this these following below above attached here_is here_are provided given_text it that
        here_s the_text the_article between_the_tags in_this from_this
    """,
    "a.summary": """
        summary summaries tldr tl_dr key_points key_point main_points main_point main_idea
        main_ideas key_ideas key_takeaways takeaway takeaways gist bullet bullets bullet_points
        highlights essence nutshell in_short in_brief one_sentence one_line one_paragraph
        a_few_sentences two_sentences three_sentences five_sentences two_lines three_lines overview
        synopsis outline crux upshot executive_summary abstract most_important short_version
        meeting_minutes core_message main_message what_does_it_say what_is_this_about
        what_this_is_about article_is_about text_is_about in_a_few_words summary_of brief_summary
        one_tweet essence_of main_arguments key_facts in_a_sentence in_plain_language recap_of
        brief_overview in_a_nutshell conclusions_of just_the_essence the_essence in_one_breath
        short_please what_do_i_need_to_know what_did_i_miss what_is_important what_matters
        central_idea where_are_we three_lines_at_most without_jargon cut_this the_core core_point
        what_came_out boil what_is_the_project what_happened two_sentences_tops fits_on_a_slide
        in_words this_text_about this_article_about this_about text_about article_about
        this_email_about this_document_about this_paper_about
    """,
    "a.translation": """
        translation translations how_do_you_say say_this_in say_it_in how_do_i_say
        how_would_you_say how_would_i_say how_to_say how_can_i_say how_does_one_say word_for
        phrase_for pronunciation mean_in version_of equivalent_of english_equivalent bilingual
        what_does_that_mean mean_in_english say_in how_do_you_write how_do_you_spell translation_of
        word_in what_s_she_saying what_s_he_saying what_is_she_saying what_it_means
        what_does_it_mean what_that_means meaning_of_this in_his_language in_her_language
        in_their_language the_english_for plain_english reads_in read_in what_would_that_be
    """,
    "a.label": """
        sentiment positive negative neutral spam ham phishing toxic toxicity offensive category
        categories classification labels label topic topics tone mood emotion emotions attitude
        genre urgent urgency priority intent formal informal polarity stance sarcastic sarcasm
        biased hate_speech true_or_false yes_or_no yes_no clickbait appropriate entails contradicts
        fake real opinion fact_or_opinion legitimate department severity one_word complaint_or
        scale_of favorable favourable subjective objective yes_or_no_only allow_or_block
        correct_or_incorrect correct_or_wrong wrong active_or_passive active_voice passive_voice
        noun verb adjective what_language which_language language_is_this language_is_the
        kind_of_text type_of_question angry joking serious fiction_or star_rating stars out_of_5
        out_of_ten hostile friendly polite rude urgent_or grammatically_correct natural awkward
        accurate inaccurate hot_dog_or scam legit real_or_fake phishing_or is_that_a_yes
        yes_or_a_no satire spam_or praise complaint idea_or which_school_subject which_drawer
        which_department agree disagree fits_in a_feature_or a_fix_or chore promise metaphor_or
        simile
    """,
    "a.field": """
        name names date dates place places person people organization organizations organisation
        organisations entity entities address addresses phone phones number numbers amount amounts
        price prices total totals keyword keywords key_words url urls link links ingredient
        ingredients quantity quantities deadline deadlines action_item action_items to_dos citation
        citations id ids order_number sender recipient attendees participants fields field keys
        values contact contacts email_addresses email_address dosage dose company companies product
        products figures decisions owner owners skills job_title postcode phone_numbers
        requirements hashtags wifi password tracking_number iban zip_code postal_code birthday age
        ages occupation flight_number proper_nouns nouns verbs adjectives ip_addresses error_codes
        variables_used authors diagnosis symptoms_mentioned allergies number_to_call allergens
        agenda who_voted times prices_only names_only absentees shopping_list gate_code check_in
    """,
    "a.format": """
        json csv yaml xml table columns list_of key_value spreadsheet one_per_line per_line schema
        comma_separated structured
    """,
    "a.software": """
        function functions script scripts code coding snippet regex regexp regexes
        regular_expression query queries api apis endpoint endpoints bug bugs exception exceptions
        stack_trace traceback compiler loop loops array arrays string strings variable variables
        recursion recursive algorithm unit_test unit_tests test_case test_cases database databases
        server backend frontend app webpage website web_page component components library package
        module framework repo repository commit branch container dockerfile makefile cron threads
        async asynchronous pointer pointers memory_leak parser crawler scraper bot plugin cli
        command_line terminal shell config linked_list binary_tree binary_search hash_map hashmap
        dictionary css_class div selector dataframe dataframes pull_request syntax callback lambda
        null undefined segfault runtime deadlock race_condition mutex middleware webhook json_file
        csv_file log_file data_structure object_oriented method class_method constructor boolean
        integer_overflow login_form button migration migrations stored_procedure workflow pipeline
        program programs error_message type_error import_error undo version_control localhost
        foreign_key time_complexity big_o iterative index_error decorator iterator generator
        unit_testing pseudocode one_liner dropdown modal responsive navbar checkbox crud rest_api
        json_web_token cache caching singleton inheritance polymorphism stack_overflow heap_memory
        thread_pool docker_compose html_table web_app mobile_app android_app ios_app macro vlookup
        excel_formula google_sheets spreadsheet_formula left_join inner_join primary_key cte
        mermaid latex cron_expression rate_limiter kernel driver firmware linked_lists queue
        command prompt_injection merge_conflict cherry_pick rebase webhooks sdk ide vscode
        breakpoint logger integration_tests e2e_tests crashloopbackoff pod helm ingress
        load_balancer intranet clipboard workbook sheet cron_job crontab nginx_log container_logs
        mock fixture reducer csv_rows config_file date_picker stack environment_variable
        apps_script redirect redirects status_code telegram_bot discord_bot bot_token
        keyboard_shortcut backup_script git_history rows_where column_f quicksort mergesort
        bubble_sort quick_sort merge_sort fizzbuzz dijkstra sorting landing_page search_function
        sort_function
    """,
    "a.technology": """
        python java javascript typescript js ts rust golang kotlin swift php ruby perl scala
        haskell elixir clojure lua bash powershell zsh sql mysql postgres postgresql sqlite mongodb
        redis react vue angular svelte node nodejs expressjs express_js django flask fastapi rails
        laravel dotnet pandas numpy tensorflow pytorch sklearn scikit html css tailwind flexbox
        docker kubernetes terraform ansible git github gitlab aws azure gcp nginx webpack npm pip
        jquery vba cobol fortran assembly cpp csharp graphql kafka pyspark excel unity arduino
        jenkins linux ubuntu json_api spring_boot next_js nextjs hibernate junit pytest selenium
        useeffect usestate jwt oauth goroutine goroutines awk sed grep matlab dart flutter vuejs
        angularjs nuxt vite electron prisma sequelize sqlalchemy celery rabbitmq elasticsearch
        hadoop spark airflow dbt snowflake bigquery firebase supabase vercel netlify heroku nestjs
        rspec jest mocha cypress playwright maven gradle cmake makefile vim emacs tmux ssh curl
        wget ffmpeg opencv langchain huggingface keras jax ggplot dplyr shiny solidity verilog vhdl
        powerpoint_vba powerquery regex101 crontab systemd openssl zod redux rxjs webassembly wasm
        influxdb raspberry imagemagick sqlite3 discord_py aiogram symfony linq gas_script
        dockerfile wordpress shopify postfix
    """,
    "a.maths": """
        seconds_are_in fahrenheit celsius accuracy_in integral integrals derivative derivatives
        equation equations inequality matrix matrices eigenvalue eigenvalues eigenvector
        eigenvectors determinant polynomial polynomials quadratic probability probabilities percent
        percentage fraction fractions triangle triangles circle rectangle rectangular angle angles
        area volume perimeter circumference radius diameter hypotenuse theorem lemma proof proofs
        prime primes divisible remainder factorial logarithm log_base square_root cube_root sqrt
        sum product average mean median standard_deviation variance limit vector vectors geometry
        algebra calculus trigonometry sin cos tan modulo arithmetic interest compounded ratio
        proportion gcd lcm dice coin integer integers odd even multiply times plus minus divided_by
        squared cubed word_problem real_numbers natural_numbers parabola slope tangent asymptote
        permutations combinations decimal decimals group_in abelian speed mph km_h discount tip
        simple_interest arrangements binomial coefficient coefficients hexagon cylinder cone sphere
        odds marbles binary_number hexadecimal general_term next_term nth_term plane point
        line_through perpendicular parallel tangent_line cups milliliters ml velocity acceleration
        per_hour monthly_payment loan mortgage annuity chain_rule product_rule quotient_rule
        partial_fractions long_division prime_factorization least_common_multiple
        greatest_common_divisor arithmetic_mean z_score confidence_interval p_value regression_line
        complex_number imaginary cubic exponential exponent power_of to_the_power square_of cube_of
        sum_of difference_of roots root logarithmic converge converges diverges continuous
        injective bijective isomorphism eigen trace_of rank_of basis curtains widths scale_up
        average_growth growth_rate on_average expected_number reciprocal margin_of_error
        more_likely fence posts tiles
    """,
    "a.story": """
        poem poems haiku sonnet limerick ballad verse verses lyrics song songs rap story stories
        tale tales fable novel novella plot plot_twist screenplay dialogue monologue scene
        character characters bedtime fairy_tale fiction joke jokes pun puns slogan slogans tagline
        taglines motto toast parody metaphor legend myth saga names_for jingle villain hero
        nickname nicknames elegy ode fan_fiction backstory opening_line stanza funny_names poetic
        catchy creative acrostic themes title headline diary obituary love_letter comic play
        musical opera vow vows pickup_line horoscope quest protagonist villain_origin mascot
        brand_name team_name band_name domain_name stand_up monologues one_act tongue_twister
        nursery_rhyme lullaby epigram couplet free_verse villanelle narrative short_story
        flash_fiction prologue epilogue opening_paragraph children_s_book superhero dragon wizard
        invitation scenes aria rhymes rhymed lines gravestone epitaph slow_story once_upon
        birthday_card card tragedy comedy skit caption nursery stage chorus refrain sequel
        page-turner
    """,
    "a.document": """
        email letter essay blog blog_post post speech cover_letter description invitation
        newsletter press_release announcement ad advertisement bio thank_you_note caption
        introduction instagram linkedin birthday_card wishes greeting_card out_of_office reply
        product_description blurb toast eulogy article ideas themes names apology complaint_letter
        resignation_letter recommendation_letter reference_letter wedding_speech retirement
        greeting social_media tiktok youtube podcast_intro elevator_pitch mission_statement
        about_page faq_page landing_page testimonial fundraising condolence farewell
        welcome_message text_message dating_profile anniversary congratulation card gravestone
        banner poster dinner_speech few_words sign chalkboard retirement_card
    """,
    "a.dilemma": """
        pros_and_cons pros cons trade_off trade_offs tradeoff tradeoffs advantages disadvantages
        strategy strategies argument arguments reasoning logic logical logically scenario scenarios
        consequence consequences implication implications root_cause hypothesis hypotheses options
        decision risk risks dilemma puzzle step_by_step fallacy assumption assumptions evidence
        premise premises conclusion ethical moral impact effects better valid flaw liar liars lies
        lying truth knights knaves alternatives both_sides approach considerations tell_the_truth
        always_lies contradicts_itself worth rationale follows follow recommendation second_order
        bottleneck feasible justification lives_next sits_next left_of right_of could_explain
        possible_explanations reasoning_step belongs relationship_between statements hypothetical
        thought_experiment priority_list feasible_option win_win cost_benefit long_run short_run
        side_effects unintended bias_in confounding correlation causation counterexample
        contradiction inconsistent_with infer inference premise_conclusion soundness valid_argument
        pattern next_in_line across_the_river cross_the_river facing_north turns_right turns_left
        sibling siblings brothers sisters grandfather son_of father_of mother_of daughter_of
        sister_of brother_of fairer sensible unsure hesitate can_t_decide torn_between rule_out
        in_which_order wins loses nobody_planned both_of_them next_to_bo round_table prove_causes
    """,
    "a.fact": """
        capital population president inventor invented invent discovered founded born died country
        countries continent planet planets river mountain ocean lake history war empire century
        tallest largest longest highest biggest deepest oldest smallest fastest king queen currency
        element boiling distance height species located painted composed wrote written definition
        definition_of meaning_of stands_for stand_for difference_between photosynthesis how_tall
        how_long_is how_far_is how_far how_old how_high how_big how_deep how_hot moon moons earth
        sun in_what_year what_year first_person first_man first_woman prime_minister nobel_prize
        world_cup official_language made_of cause_of causes_of happened history_of leaves sky
        weather climate fact facts symptoms knees bones fear_of known_for composer painter
        philosopher religion spoken acronym abbreviation plural origin_of come_from comes_from
        symbol flag anthem vitamin vitamins disease organ liver heart blood cell cells dna gravity
        energy atom acid gas liquid star galaxy dinosaur dinosaurs whale whales mammal insect
        plant_species economy inflation constitution revolution treaty battle dynasty pyramid
        pyramids museum movie film actor actress director album olympics world_record calories
        tides volcano volcanoes earthquake hurricane rainbow lightning thunder vaccine vaccines
        antibiotics democracy capitalism exports imports border borders neighbouring time_zone
        zodiac spider spiders penguin penguins shark octopus octopuses cheese chocolate
        coffee_beans melting_point boiling_point speed_of_light speed_of_sound discovered_by
        invented_by written_by painted_by directed_by located_in lifespan hibernate migrate_south
        blood_type is_it_true quiz pub_quiz crossword settling_a_bet wondering_why keeps_hearing
        used_to_be why_cats poisonous lay_eggs lays_eggs syllables battle_of army throne species_of
        named_after invented_the what_does_it_do what_did_she_do what_did_he_do where_exactly
        never_goes
    """,
    "a.quantity": """
        each per altogether in_total together left remaining remain remains twice half double
        triple third_of quarter times_as as_many shared equally cost costs pays paid spend spends
        grams ounces kilometres kilometers miles metres meters litres liters dollars euros cents
        minutes hours how_long_does how_long_will how_long_do consecutive apples oranges
        older_than_him years_old pages bill tip length width total_cost total_amount how_many_more
        how_many_fewer altogether_how combined rate_of half_of earn earns sells sold buys bought
        bag tank fills leaks workers painters machines hours_to days_to ages sum_of_their marbles
        pencils cookies per_person change_from pays_with doubled tripled halved increase_of
        decrease_of rises_by falls_by
    """,
    "mark.all": """
        all every some none neither both only exactly no_one everyone nobody someone at_least_one
        taller_than older_than younger_than shorter_than heavier_than bigger_than faster_than
        smaller_than next_to beat
    """,
    "mark.count": """
        two three four five six seven eight nine ten eleven twelve twenty hundred thousand million
    """,
    "q.who": "who whom whose when where",
    "q.which": "which",
    "q.what": "what whats",
    "q.why": "why how_come",
    "q.how": "how",
    "q.many": "how_many how_much",
    "q.whether": """
        is_this is_the_following is_it is_that is_the are_these are_they are_the does_this does_the
        does_that do_these whether
    """,
    "q.should": "should should_i should_we better_to is_it_better which_is_better would_you_choose",
    "say.hello": """
        hi hello hey hiya howdy greetings good_morning good_evening good_afternoon good_night yo
        sup what_s_up whats_up how_are_you how_r_u how_s_it_going how_is_it_going how_have_you
        how_was_your how_s_your nice_to_meet morning hi_there hey_there hello_there
        how_was_your_day good_to_see long_time_no what_are_you_up
    """,
    "say.thanks": """
        thanks thank thank_you thx ty cheers bye goodbye see_you see_ya cya ok okay kk cool nice
        great awesome wow lol haha hahaha hehe lmao sorry congrats congratulations welcome
        no_problem never_mind nevermind yes no yep nope sure happy_birthday happy_new_year
        merry_christmas good_luck wish_me_luck talk_to_you talk_later you_too same_here good_job
        well_done ugh omg forget_it you_re_welcome appreciate_it appreciate_you made_my_day
        merry_xmas brb gtg ttyl np got_it sounds_good that_s_great so_sweet got_me_there lmfao rofl
        yay hooray nice_one no_worries my_pleasure cheers_mate take_care have_a_great have_a_nice
        thank_god woohoo fair_enough you_win you_always_know guess_who guess_what where_were_we
        well_that_was
    """,
    "say.you": """
        you your are_you do_you yourself who_are_you what_are_you your_name favorite favourite
        call_you u you_re youre do_you_like do_you_have_feelings do_you_remember do_you_ever
        do_you_think_about are_you_human are_you_real are_you_a are_you_there you_re_funny
        you_re_so you_are_so you_are_the talk_to_me chat_with_me what_s_your what_is_your
        tell_me_about_yourself miss_me love_you hate_you
    """,
    "say.feel": """
        feel feeling tired bored sad happy lonely excited angry nervous scared sleepy hungry sick
        awful terrible horrible love hate glad worried stressed upset exhausted crying cry hungover
        proud anxious depressed annoyed heartbroken weekend tonight puppy boyfriend girlfriend
        killing_me can_t_sleep miss in_love so_proud so_tired so_bored so_happy so_sad so_excited
        can_t_wait can_t_believe my_day my_week my_weekend day_off drunk crush ex crazy_today
        stressed_out thirsty it_sucks sucks birthday_today my_birthday finally_passed got_the_job
        passed_my failed_my turned first_day new_job missing_you heart_broken feeling_down
        what_a_day what_a_ride long_monday finally_on shaking sofa unpacked eyes_are_closing
        off_to_bed aunt uncle nephew_born niece_born already_friday life_s_good
    """,
    "say.me": "i my me i_m im we our myself i_ve ive",
    "mark.please": """
        please can_you could_you would_you can_u pls plz help_me kindly i_was_wondering
        could_you_maybe would_it_be_possible is_there_a_way could_i_get help_me_with hey_could
        go_ahead
    """,
    "mark.if": """
        if suppose assume assuming given_that unless every_one all_the all_of some_of none_of
        exactly_one only_one
    """,
    "mark.or": "or",
    "mark.hard": """
        rigorous rigorously production concurrent concurrency distributed thorough thoroughly
        detailed comprehensive in_depth edge_cases scalable optimal complex constraints fault
        tolerant formal_proof from_scratch full complete architecture long_term
    """,
    "mark.easy": "simple simply quick quickly short brief basic just one_word one_line easy small",
    "mark.then": "then next finally also additionally afterwards first second third and_then",
    "into": "in into to in_plain into_plain to_plain into_simple using with 2",
    "for": "for version translation equivalent word plz",
    "languages": """
        english german french spanish italian portuguese dutch polish russian turkish chinese
        mandarin cantonese japanese korean arabic hindi latin greek swedish danish norwegian
        finnish czech slovak hungarian romanian bulgarian croatian serbian ukrainian hebrew
        vietnamese thai indonesian malay persian farsi urdu bengali tamil swahili catalan basque
        welsh irish icelandic esperanto brazilian_portuguese simplified_chinese
    """,
}
"""English."""
