# Les mots des codes.

pause-awaiting-clarification = nous attendons une précision de votre part
pause-asked-by-employer = vous nous l’avez demandé
pause-employer-closed = votre lieu de travail est fermé pour quelque temps

none-no-profile = Parmi les personnes que nous accompagnons aujourd’hui, personne n’a l’ensemble des compétences demandées.
none-not-available = Des personnes pourraient convenir, mais pas à ces horaires ou à cette date.
none-too-far = Des personnes pourraient convenir, mais le lieu de travail leur est trop difficile à atteindre.
none-language = Le niveau de langue demandé n’est pas encore atteint par les personnes dont le profil convient.
none-regulated = La loi exige un diplôme ou un permis que les personnes intéressées n’ont pas encore.
none-declined = Les personnes dont le profil convient ont préféré ne pas se porter candidates.

unlock-training = une formation : un centre du bassin peut la donner, souvent en 24 ou 40 heures
unlock-tutoring = un démarrage à deux, avec une personne de votre équipe comme tutrice ou tuteur
unlock-hours = d’autres horaires, ou des horaires plus souples
unlock-later-start = une entrée en service un peu plus tard
unlock-transport = une aide pour le trajet : covoiturage, vélo, navette
unlock-language-requirement = un niveau de langue moins élevé au départ, ou un cours de langue au travail
unlock-internship = un stage d’abord, pour faire connaissance
unlock-nothing = rien pour l’instant : nous gardons votre offre en tête

contract-permanent = contrat à durée indéterminée
contract-fixed-term = contrat à durée déterminée
contract-temporary = intérim
contract-internship = stage ou contrat de formation
contract-subsidised = contrat subventionné (article 60, emploi d’insertion)
contract-occasional = job étudiant ou flexi-job

refusal-skills = les compétences
refusal-experience = l’expérience
refusal-language = les langues
refusal-availability = les horaires, la date ou le lieu
refusal-other-candidate = une autre personne a été engagée
refusal-no-show = la personne n’est pas venue ou a décliné
refusal-other = une autre raison

reply-interested = souhaite en savoir plus
reply-interview = souhaite rencontrer la personne
reply-hired = a engagé la personne
reply-refused = ne retient pas la candidature
reply-no-longer-open = dit que l’offre n’est plus ouverte
reply-still-open = dit que l’offre est toujours ouverte

milestone-one-week = une semaine
milestone-one-month = un mois
milestone-three-months = trois mois
milestone-six-months = six mois

level-0 = pas encore
level-1 = notions
level-2 = avec de l’aide
level-3 = en autonomie
level-4 = peut l’apprendre à d’autres
evidence-declared = déclaré par la personne
evidence-badge = attesté par un badge
evidence-observed = observé au travail
evidence-tested = vérifié par un test
evidence-certified = certifié
skill-level = { $skill } : { $level } ({ $evidence })
skill-evidence = { $skill } ({ $evidence })

language-listening = comprendre à l’oral { $level }
language-reading = lire { $level }
language-speaking = parler { $level }
language-writing = écrire { $level }
language-levels = { $language } : { $levels }
language-required = { $language } { $level } (exigé)
language-asset = { $language } { $level } (un atout)
language-required-plain = { $language } (exigé)
language-asset-plain = { $language } (un atout)
licence = permis { $code }

# Ce que dit une offre
field-title = Fonction
field-place = Lieu de travail
field-contract = Contrat
field-work-time = Temps de travail
field-hours = Heures
field-start = Entrée en service
field-openings = Nombre de postes
field-language = Langue
field-licence = Permis
field-salary = Salaire
field-experience = Expérience
field-requirements = Ce qui est demandé
field-description = Activité et tâches
field-contact-name = Personne de contact
field-contact-phone = Téléphone
field-contact-email = Adresse électronique
employment-full-time = Temps plein
employment-part-time = Temps partiel
employment-temporary = Durée déterminée ou intérim
employment-contractor = Indépendant
employment-intern = Stage
employment-per-diem = Contrat journalier
employment-volunteer = Volontariat
employment-other = Autre
