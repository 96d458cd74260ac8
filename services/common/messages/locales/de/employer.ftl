# Die Nachrichten an Betriebe.

# Eingangsbestätigung
ack-subject = [{ $reference }] Ihr Stellenangebot ist angekommen: { $title }
ack-intro = Danke für Ihr Stellenangebot. Es ist angekommen, und wir machen es bei den Eingliederungs- und Integrationsorganisationen im Raum Lüttich bekannt.
ack-promise = Sie haben spätestens am { $due } eine Antwort, auch wenn sie „vorerst niemand“ lautet.
ack-count-title = Wie diese Frist gezählt ist
ack-understood-title = Was wir verstanden haben
ack-understood-nothing = Wir haben keinen genauen Beruf und keine genaue Fähigkeit erkannt. Das ist kein Hindernis: Menschen lesen Ihr Angebot so, wie Sie es geschrieben haben.
ack-understood-wrong = Stimmt etwas nicht? Antworten Sie auf diese Nachricht, wir berichtigen es. Die Frist ändert sich nicht.
understood-occupations = Beruf
understood-skills = Fähigkeiten
understood-languages = Sprachen
understood-licences = Führerscheine
understood-place = Ort
understood-start = Beginn
understood-openings = Anzahl der Stellen
ack-next-title = Wie es weitergeht
ack-next-1 = Die Organisationen schauen mit den Menschen, die sie begleiten, wer sich bewerben möchte.
ack-next-2 = Unsere zentrale Kontaktstelle sammelt ihre Vorschläge und schreibt Ihnen eine einzige Antwort.
ack-next-3 = Aus dieser Antwort heraus sagen Sie mit einem Klick, wen Sie treffen möchten. Ein Konto ist nicht nötig.
ack-next-4 = Nach einer Einstellung bleiben wir an Ihrer Seite: Empfang, Schulung, Coaching, interkulturelle Fragen. Wir bitten Sie, eine Begleitperson zu benennen.
ack-no-longer-open = Die Stelle ist nicht mehr offen
understood-line = { $label }: { $value } — Sie schreiben „{ $quote }“
understood-guess = { $label }: { $value }? — bitte bestätigen, nach „{ $quote }“
ack-several = Ihre Nachricht enthält { $count } Stellenangebote. Jedes hat seinen eigenen Vorgang mit Aktenzeichen und bekommt seine eigene Antwort.
ack-missing = Es fehlt noch, damit die Menschen richtig informiert sind (kollektives Arbeitsabkommen Nr. 38):
ack-correct = Berichtigen oder ergänzen

# Antwort
answer-subject-proposed = [{ $reference }] { $count ->
        [0] Unsere Antwort auf Ihr Stellenangebot: { $title }
        [one] Eine Bewerbung für Ihr Stellenangebot: { $title }
       *[other] { $count } Bewerbungen für Ihr Stellenangebot: { $title }
    }
answer-subject-partial = [{ $reference }] Erste Bewerbungen für Ihr Stellenangebot: { $title }
answer-subject-none = [{ $reference }] Unsere Antwort auf Ihr Stellenangebot: { $title }
answer-intro-proposed = { $count ->
        [0] Die für Ihr Angebot vorgeschlagenen Menschen sind nicht mehr verfügbar. Wir kommen auf Sie zurück.
        [one] Hier ist ein Mensch, der gern bei Ihnen arbeiten möchte und dessen Profil zu Ihrem Angebot passt.
       *[other] Hier sind { $count } Menschen, die gern bei Ihnen arbeiten möchten und deren Profile zu Ihrem Angebot passen, in alphabetischer Reihenfolge.
    }
answer-intro-partial = { $count ->
        [0] Wir suchen noch. Sie erhalten die Fortsetzung spätestens am { $further }.
        [one] Hier ist ein erster Mensch, der gern bei Ihnen arbeiten möchte. Sie erhalten die Fortsetzung spätestens am { $further }.
       *[other] Hier sind die ersten { $count } Menschen, die gern bei Ihnen arbeiten möchten, in alphabetischer Reihenfolge. Sie erhalten die Fortsetzung spätestens am { $further }.
    }
answer-consent = Jede Person hat für genau dieses Angebot zugestimmt. Eine Organisation begleitet sie und kann Sie beraten.
answer-intro-none = Wir haben gesucht und können Ihnen vorerst niemanden vorschlagen.
answer-unlock-title = Was die Tür öffnen würde
answer-unlock-call = Spricht Sie eine dieser Ideen an? Antworten Sie auf diese Nachricht: Wir helfen Ihnen bei der Umsetzung.
answer-words-title = Ein Wort Ihrer Kontaktstelle
answer-anonymous = Person { $number }
answer-accompanied = Begleitung
answer-phone = Telefon
answer-mail = E-Mail-Adresse
answer-skills = Fähigkeiten
answer-languages = Sprachen
answer-licences = Führerscheine
answer-through-us = Um Kontakt aufzunehmen, antworten Sie auf diese Nachricht oder klicken Sie unten: Wir organisieren das Treffen.
answer-links-title = Ihre Meinung
answer-links = Ein Klick öffnet eine Seite, auf der Sie bestätigen. Sie können diese Nachricht an Kolleg:innen weiterleiten: Die Links funktionieren ohne Konto.
answer-link-interested = Ich möchte mehr wissen
answer-link-interview = Ich möchte diese Person treffen
answer-link-hired = Ich habe diese Person eingestellt
answer-link-refused = Ich verfolge diese Bewerbung nicht weiter
answer-tutor = Wer über das Relais einstellt, benennt im eigenen Team eine Begleitperson.
answer-offer-title = Ihr Stellenangebot

# Uhr
paused-subject = [{ $reference }] Frist unterbrochen: { $title }
paused-intro = Die Antwortfrist für Ihr Stellenangebot ist unterbrochen: { $reason }.
paused-effect = Die Zeit der Pause zählt nicht. Sobald es weitergeht, schreiben wir Ihnen die neue Frist.
paused-clarify = Antworten Sie auf diese Nachricht, um uns zu helfen: Wir machen sofort weiter.
paused-words-title = Unsere Frage
resumed-subject = [{ $reference }] Frist läuft wieder: { $title }
resumed-intro = Wir arbeiten wieder an Ihrem Stellenangebot.
resumed-due = Sie haben spätestens am { $due } eine Antwort.
resumed-moved = Die Pause dauerte { $duration } Arbeitszeit: Die Frist verschiebt sich um so viel und nicht mehr.
closed-subject = [{ $reference }] Akte geschlossen: { $title }
closed-withdrawn = Sie haben Ihr Angebot zurückgezogen: Wir haben die Akte geschlossen.
closed-no-longer-open = Ihre Stelle ist nicht mehr offen: Wir haben die Akte geschlossen.
closed-completed = Alles, was zu tun war, ist getan: Wir haben die Akte geschlossen.
closed-thanks = Danke für Ihr Vertrauen. Ein nächstes Angebot? Senden Sie es uns auf demselben Weg.

# Nach der Einstellung
tutor-subject = [{ $reference }] Eine Person eingestellt: Bereiten wir die Ankunft vor ({ $title })
tutor-intro = { $known ->
        [0] Gute Nachricht: Sie stellen eine Person ein, die das Relais vorgeschlagen hat.
       *[other] Gute Nachricht: Sie stellen { $name } ein.
    }
tutor-start = Beginn: { $date }.
tutor-ask-title = Wer empfängt die Person?
tutor-ask = Antworten Sie auf diese Nachricht mit Namen und E-Mail-Adresse der Begleitperson in Ihrem Team: jemand, den man sich zu fragen traut. Wir melden uns, um den ersten Tag vorzubereiten.
tutor-checklist-title = Vor dem ersten Tag
tutor-check-title = Hat die Person ein Aufenthaltsdokument, prüfen Sie das Original und den Vermerk zum Arbeitsmarkt, und bewahren Sie eine Kopie auf, solange die Person bei Ihnen arbeitet. Senden Sie sie uns nicht.
tutor-check-dimona = Melden Sie die Einstellung (Dimona) spätestens, wenn die Arbeit beginnt.
tutor-check-welcome = Planen Sie eine Stunde Empfang ein: das Team, der Ort, die Sicherheit, die Gewohnheiten des Hauses.
tutor-support = Wir fragen nach einer Woche, einem Monat, drei Monaten und sechs Monaten, wie es geht. Rufen Sie uns gern schon vorher an.

# Aus dem Feed verschwunden
vanished-subject = [{ $reference }] Noch offen? { $title }
vanished-intro = Ihr Stellenangebot steht nicht mehr in dem Feed, über den Sie es uns geschickt haben.
vanished-ask = Ist die Stelle noch offen? Wir schließen sie nicht ohne Ihre Antwort: Solange Sie nichts sagen, suchen wir weiter.
vanished-still-open = Noch offen
vanished-no-longer-open = Nicht mehr offen
