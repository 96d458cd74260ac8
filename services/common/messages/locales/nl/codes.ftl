# De woorden voor codes.

pause-awaiting-clarification = we wachten op een verduidelijking van u
pause-asked-by-employer = u hebt erom gevraagd
pause-employer-closed = uw werkplek is een tijd gesloten

none-no-profile = Onder de mensen die we vandaag begeleiden, heeft niemand alle gevraagde vaardigheden.
none-not-available = Er zijn mensen die passen, maar niet op deze uren of vanaf deze datum.
none-too-far = Er zijn mensen die passen, maar de werkplek is voor hen te moeilijk bereikbaar.
none-language = De mensen met een passend profiel hebben het gevraagde taalniveau nog niet bereikt.
none-regulated = De wet vraagt een diploma of vergunning die de geïnteresseerden nog niet hebben.
none-declined = De mensen met een passend profiel kozen ervoor zich niet kandidaat te stellen.

unlock-training = een opleiding: een centrum in de buurt kan ze geven, vaak in 24 of 40 uur
unlock-tutoring = een start met twee, met iemand uit uw team als begeleider
unlock-hours = andere uren, of soepelere uren
unlock-later-start = een iets latere start
unlock-transport = hulp voor het woon-werkverkeer: carpoolen, fiets, pendelbus
unlock-language-requirement = een lager taalniveau bij de start, of een taalcursus op het werk
unlock-internship = eerst een stage, om elkaar te leren kennen
unlock-nothing = voorlopig niets: we houden uw vacature in gedachten

contract-permanent = contract van onbepaalde duur
contract-fixed-term = contract van bepaalde duur
contract-temporary = uitzendarbeid
contract-internship = stage of opleidingscontract
contract-subsidised = gesubsidieerd contract (artikel 60, inschakelingsjob)
contract-occasional = studentenjob of flexi-job

refusal-skills = de vaardigheden
refusal-experience = de ervaring
refusal-language = de talen
refusal-availability = de uren, de datum of de plaats
refusal-other-candidate = iemand anders is aangeworven
refusal-no-show = de persoon is niet gekomen of zag ervan af
refusal-other = een andere reden

reply-interested = wil meer weten
reply-interview = wil de persoon ontmoeten
reply-hired = heeft de persoon aangeworven
reply-refused = weerhoudt de kandidatuur niet
reply-no-longer-open = zegt dat de vacature niet meer openstaat
reply-still-open = zegt dat de vacature nog openstaat

milestone-one-week = een week
milestone-one-month = een maand
milestone-three-months = drie maanden
milestone-six-months = zes maanden

level-0 = nog niet
level-1 = basis
level-2 = met hulp
level-3 = zelfstandig
level-4 = kan het anderen leren
evidence-declared = door de persoon opgegeven
evidence-badge = aangetoond met een badge
evidence-observed = waargenomen op het werk
evidence-tested = getoetst met een test
evidence-certified = gecertificeerd
skill-level = { $skill }: { $level } ({ $evidence })
skill-evidence = { $skill } ({ $evidence })

language-listening = luisteren { $level }
language-reading = lezen { $level }
language-speaking = spreken { $level }
language-writing = schrijven { $level }
language-levels = { $language }: { $levels }
language-required = { $language } { $level } (vereist)
language-asset = { $language } { $level } (een troef)
language-required-plain = { $language } (vereist)
language-asset-plain = { $language } (een troef)
licence = rijbewijs { $code }

# Wat een vacature zegt
field-title = Functie
field-place = Plaats van tewerkstelling
field-contract = Contract
field-work-time = Arbeidsregime
field-hours = Uren
field-start = Indiensttreding
field-openings = Aantal plaatsen
field-language = Taal
field-licence = Rijbewijs
field-salary = Loon
field-experience = Ervaring
field-requirements = Wat gevraagd wordt
field-description = Activiteit en taken
field-contact-name = Contactpersoon
field-contact-phone = Telefoon
field-contact-email = E-mailadres
employment-full-time = Voltijds
employment-part-time = Deeltijds
employment-temporary = Bepaalde duur of interim
employment-contractor = Zelfstandig
employment-intern = Stage
employment-per-diem = Dagcontract
employment-volunteer = Vrijwilligerswerk
employment-other = Andere
