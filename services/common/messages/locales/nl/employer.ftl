# De berichten aan werkgevers.

# Ontvangstbevestiging
ack-subject = [{ $reference }] Uw vacature is goed aangekomen: { $title }
ack-intro = Bedankt voor uw vacature. Ze is goed aangekomen en we maken ze bekend bij de inschakelings- en integratieorganisaties van de regio Luik.
ack-promise = U krijgt uiterlijk { $due } een antwoord, ook als het antwoord “voorlopig niemand” is.
ack-count-title = Hoe deze termijn is geteld
ack-understood-title = Wat we hebben begrepen
ack-understood-nothing = We hebben geen precies beroep of precieze vaardigheid herkend. Dat is geen hindernis: mensen lezen uw vacature zoals u ze schreef.
ack-understood-wrong = Klopt er iets niet? Antwoord op dit bericht, dan verbeteren we het. De termijn verandert niet.
understood-occupations = Beroep
understood-skills = Vaardigheden
understood-languages = Talen
understood-licences = Rijbewijzen
understood-place = Plaats
understood-start = Indiensttreding
understood-openings = Aantal plaatsen
ack-next-title = Hoe het verdergaat
ack-next-1 = De organisaties kijken samen met de mensen die ze begeleiden wie zich kandidaat wil stellen.
ack-next-2 = Ons centrale contactpunt brengt hun voorstellen samen en schrijft u één antwoord.
ack-next-3 = Vanuit dat antwoord zegt u met één klik wie u wilt ontmoeten. Een account is niet nodig.
ack-next-4 = Na een aanwerving blijven we aan uw zijde: onthaal, opleiding, coaching, interculturele vragen. We vragen u een begeleider aan te duiden.
ack-no-longer-open = De vacature staat niet meer open
understood-line = { $label }: { $value } — u schrijft “{ $quote }”
understood-guess = { $label }: { $value }? — te bevestigen, volgens “{ $quote }”
ack-several = Uw bericht bevat { $count } vacatures. Elke heeft haar eigen dossier en referentie, en krijgt haar eigen antwoord.
ack-missing = Nog nodig om mensen correct te informeren (collectieve arbeidsovereenkomst nr. 38):
ack-correct = Verbeteren of aanvullen

# Antwoord
answer-subject-proposed = [{ $reference }] { $count ->
        [0] Ons antwoord op uw vacature: { $title }
        [one] Eén kandidatuur voor uw vacature: { $title }
       *[other] { $count } kandidaturen voor uw vacature: { $title }
    }
answer-subject-partial = [{ $reference }] Eerste kandidaturen voor uw vacature: { $title }
answer-subject-none = [{ $reference }] Ons antwoord op uw vacature: { $title }
answer-intro-proposed = { $count ->
        [0] De mensen die voor uw vacature waren voorgesteld zijn niet meer beschikbaar. We komen bij u terug.
        [one] Hier is iemand die graag bij u wil werken en van wie het profiel bij uw vacature past.
       *[other] Hier zijn { $count } mensen die graag bij u willen werken en van wie het profiel bij uw vacature past, in alfabetische volgorde.
    }
answer-intro-partial = { $count ->
        [0] We zoeken nog. U krijgt het vervolg uiterlijk { $further }.
        [one] Hier is een eerste persoon die graag bij u wil werken. U krijgt het vervolg uiterlijk { $further }.
       *[other] Hier zijn de eerste { $count } mensen die graag bij u willen werken, in alfabetische volgorde. U krijgt het vervolg uiterlijk { $further }.
    }
answer-consent = Elke persoon stemde in met deze ene vacature. Een organisatie begeleidt hen en kan u raad geven.
answer-intro-none = We hebben gezocht, en we kunnen u voorlopig niemand voorstellen.
answer-unlock-title = Wat de deur zou openen
answer-unlock-call = Spreekt een van deze ideeën u aan? Antwoord op dit bericht: we helpen u ermee.
answer-words-title = Een woord van uw contactpunt
answer-anonymous = Persoon { $number }
answer-accompanied = Begeleiding
answer-phone = Telefoon
answer-mail = E-mailadres
answer-skills = Vaardigheden
answer-languages = Talen
answer-licences = Rijbewijzen
answer-through-us = Om contact op te nemen antwoordt u op dit bericht of klikt u hieronder: wij regelen de ontmoeting.
answer-links-title = Uw mening
answer-links = Een klik opent een pagina waarop u bevestigt. U mag dit bericht doorsturen naar een collega: de links werken zonder account.
answer-link-interested = Ik wil meer weten
answer-link-interview = Ik wil deze persoon ontmoeten
answer-link-hired = Ik heb deze persoon aangeworven
answer-link-refused = Ik weerhoud deze kandidatuur niet
answer-tutor = Wie via het relais iemand aanwerft, duidt in zijn team een begeleider aan.
answer-offer-title = Uw vacature

# Klok
paused-subject = [{ $reference }] Termijn geschorst: { $title }
paused-intro = De antwoordtermijn voor uw vacature is geschorst: { $reason }.
paused-effect = De tijd van de pauze telt niet mee. Zodra we hervatten, schrijven we u de nieuwe termijn.
paused-clarify = Antwoord op dit bericht om ons te helpen: we gaan meteen verder.
paused-words-title = Onze vraag
resumed-subject = [{ $reference }] Termijn hervat: { $title }
resumed-intro = We werken weer aan uw vacature.
resumed-due = U krijgt uiterlijk { $due } een antwoord.
resumed-moved = De pauze nam { $duration } werktijd in: de termijn schuift zoveel op, en niet meer.
closed-subject = [{ $reference }] Dossier afgesloten: { $title }
closed-withdrawn = U hebt uw vacature ingetrokken: we hebben het dossier afgesloten.
closed-no-longer-open = Uw vacature staat niet meer open: we hebben het dossier afgesloten.
closed-completed = Alles wat moest gebeuren is gebeurd: we hebben het dossier afgesloten.
closed-thanks = Bedankt voor uw vertrouwen. Een volgende vacature? Stuur ze ons op dezelfde manier.

# Na de aanwerving
tutor-subject = [{ $reference }] Iemand aangeworven: we bereiden de komst voor ({ $title })
tutor-intro = { $known ->
        [0] Goed nieuws: u werft iemand aan die het relais heeft voorgesteld.
       *[other] Goed nieuws: u werft { $name } aan.
    }
tutor-start = Indiensttreding: { $date }.
tutor-ask-title = Wie onthaalt de persoon?
tutor-ask = Antwoord op dit bericht met de naam en het e-mailadres van wie in uw team de begeleider wordt: iemand aan wie men vragen durft te stellen. We nemen contact op om de eerste dag voor te bereiden.
tutor-checklist-title = Voor de eerste dag
tutor-check-title = Heeft de persoon een verblijfsdocument, controleer dan het origineel en de vermelding over de arbeidsmarkt, en bewaar een kopie zolang de persoon bij u werkt. Stuur ze ons niet.
tutor-check-dimona = Geef de indiensttreding aan (Dimona), ten laatste wanneer het werk begint.
tutor-check-welcome = Voorzie een uur onthaal: het team, de plek, de veiligheid, de gewoonten van het huis.
tutor-support = We vragen hoe het gaat na een week, een maand, drie maanden en zes maanden. Bel ons gerust al vroeger.

# Verdwenen uit de feed
vanished-subject = [{ $reference }] Nog open? { $title }
vanished-intro = Uw vacature staat niet meer in de feed waarmee u ze ons bezorgde.
vanished-ask = Staat ze nog open? We sluiten ze niet af zonder uw antwoord: zolang u niets zegt, zoeken we verder.
vanished-still-open = Nog open
vanished-no-longer-open = Niet meer open
