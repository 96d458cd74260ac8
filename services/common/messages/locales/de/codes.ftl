# Die Wörter für Codes.

pause-awaiting-clarification = wir warten auf eine Klärung von Ihnen
pause-asked-by-employer = Sie haben darum gebeten
pause-employer-closed = Ihr Arbeitsort ist für einige Zeit geschlossen

none-no-profile = Unter den Menschen, die wir heute begleiten, hat niemand alle gefragten Fähigkeiten.
none-not-available = Einige Menschen könnten passen, aber nicht zu diesen Zeiten oder ab diesem Datum.
none-too-far = Einige Menschen könnten passen, aber der Arbeitsort ist für sie zu schwer erreichbar.
none-language = Die Menschen mit passendem Profil haben das gefragte Sprachniveau noch nicht erreicht.
none-regulated = Das Gesetz verlangt ein Diplom oder eine Erlaubnis, die die Interessierten noch nicht haben.
none-declined = Die Menschen mit passendem Profil wollten sich lieber nicht bewerben.

unlock-training = eine Schulung: Ein Zentrum in der Nähe kann sie geben, oft in 24 oder 40 Stunden
unlock-tutoring = ein Start zu zweit, begleitet von jemandem aus Ihrem Team
unlock-hours = andere Zeiten oder flexiblere
unlock-later-start = ein etwas späterer Beginn
unlock-transport = Hilfe für den Arbeitsweg: Fahrgemeinschaft, Fahrrad, Shuttle
unlock-language-requirement = ein niedrigeres Sprachniveau zu Beginn oder ein Sprachkurs bei der Arbeit
unlock-internship = zuerst ein Praktikum, um sich kennenzulernen
unlock-nothing = vorerst nichts: Wir behalten Ihr Angebot im Blick

contract-permanent = unbefristeter Vertrag
contract-fixed-term = befristeter Vertrag
contract-temporary = Zeitarbeit
contract-internship = Praktikum oder Ausbildungsvertrag
contract-subsidised = bezuschusster Vertrag (Artikel 60, Eingliederungsstelle)
contract-occasional = Studierendenjob oder Flexi-Job

refusal-skills = die Fähigkeiten
refusal-experience = die Erfahrung
refusal-language = die Sprachen
refusal-availability = die Zeiten, das Datum oder der Ort
refusal-other-candidate = eine andere Person wurde eingestellt
refusal-no-show = die Person ist nicht gekommen oder hat abgesagt
refusal-other = ein anderer Grund

reply-interested = möchte mehr wissen
reply-interview = möchte die Person treffen
reply-hired = hat die Person eingestellt
reply-refused = verfolgt die Bewerbung nicht weiter
reply-no-longer-open = sagt, dass die Stelle nicht mehr offen ist
reply-still-open = sagt, dass die Stelle noch offen ist

milestone-one-week = einer Woche
milestone-one-month = einem Monat
milestone-three-months = drei Monaten
milestone-six-months = sechs Monaten

level-0 = noch nicht
level-1 = Grundlagen
level-2 = mit Hilfe
level-3 = selbstständig
level-4 = kann es anderen beibringen
evidence-declared = von der Person angegeben
evidence-badge = durch ein Badge belegt
evidence-observed = bei der Arbeit beobachtet
evidence-tested = durch einen Test geprüft
evidence-certified = zertifiziert
skill-level = { $skill }: { $level } ({ $evidence })
skill-evidence = { $skill } ({ $evidence })

language-listening = Hören { $level }
language-reading = Lesen { $level }
language-speaking = Sprechen { $level }
language-writing = Schreiben { $level }
language-levels = { $language }: { $levels }
language-required = { $language } { $level } (erforderlich)
language-asset = { $language } { $level } (von Vorteil)
language-required-plain = { $language } (erforderlich)
language-asset-plain = { $language } (von Vorteil)
licence = Führerschein { $code }

# Was ein Stellenangebot sagt
field-title = Funktion
field-place = Arbeitsort
field-contract = Vertrag
field-work-time = Arbeitszeit
field-hours = Stunden
field-start = Arbeitsbeginn
field-openings = Anzahl Stellen
field-language = Sprache
field-licence = Führerschein
field-salary = Lohn
field-experience = Erfahrung
field-requirements = Was verlangt wird
field-description = Tätigkeit und Aufgaben
field-contact-name = Kontaktperson
field-contact-phone = Telefon
field-contact-email = E-Mail-Adresse
employment-full-time = Vollzeit
employment-part-time = Teilzeit
employment-temporary = Befristet oder Zeitarbeit
employment-contractor = Selbstständig
employment-intern = Praktikum
employment-per-diem = Tagesvertrag
employment-volunteer = Ehrenamt
employment-other = Sonstiges
