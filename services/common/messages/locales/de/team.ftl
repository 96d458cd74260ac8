# Die Nachrichten an Organisationen, Mitarbeitende und Kontaktstellen.

diffusion-subject = [{ $reference }] { $ranked ->
        [0] Zur Information, ein Stellenangebot: { $title }
        [one] Eine Person, die Sie begleiten, könnte passen: { $title }
       *[other] { $ranked } Menschen, die Sie begleiten, könnten passen: { $title }
    }
diffusion-intro = { $ranked ->
        [0] Ein Stellenangebot ist eingegangen. Niemand, den Sie begleiten, wurde damit abgeglichen: Wir senden es Ihnen zur Information.
        [one] Ein Stellenangebot ist eingegangen. Eine Person, die Sie begleiten, hat einige der Fähigkeiten.
       *[other] Ein Stellenangebot ist eingegangen. { $ranked } Menschen, die Sie begleiten, haben einige der Fähigkeiten.
    }
diffusion-ask = Öffnen Sie die Akte { $reference } in Relais: Schlagen Sie jede Person mit ihrem Einverständnis vor, oder sagen Sie „jetzt nicht“ oder „passt nicht“. Ein Wort von Ihnen ist besser als Schweigen.
diffusion-free = Denken Sie an jemanden? Öffnen Sie die Akte { $reference } in Relais und schlagen Sie die Person mit ihrem Einverständnis vor.
diffusion-wanted-title = Was gefragt ist

warning-subject = [{ $reference }] { $percent } % der Frist sind verbraucht: { $title }
warning-intro = { $percent } % der Arbeitszeit für diese Akte sind verbraucht.
breach-subject = [{ $reference }] Frist überschritten: { $title }
breach-intro = Die Antwort ist überfällig seit { $due }. Der Betrieb wartet.
breach-ask = Antworten Sie jetzt, auch mit „vorerst niemand“ und dem, was die Tür öffnen würde: Schweigen ist das einzige Scheitern.
silence-subject = [{ $reference }] Organisationen ohne Reaktion: { $title }
silence-intro = Diese Organisationen begleiten Menschen, die passen könnten, und haben noch nicht reagiert:
silence-ask = Ein Anruf hilft oft mehr als eine Nachricht.
further-subject = [{ $reference }] Die versprochene Fortsetzung ist fällig: { $title }
further-intro = Das Datum, das dem Betrieb für die Fortsetzung der Antwort versprochen wurde, ist da.
further-ask = Senden Sie die Fortsetzung, oder sagen Sie dem Betrieb, wie weit Sie sind.
state-nominations = { $count ->
        [0] Keine Bewerbung ist bereit, vorgeschlagen zu werden.
        [one] Eine Bewerbung ist bereit, vorgeschlagen zu werden.
       *[other] { $count } Bewerbungen sind bereit, vorgeschlagen zu werden.
    }
state-silent = Ohne Reaktion: { $organisations }.

replied-subject = [{ $reference }] Der Betrieb hat reagiert: { $title }
replied-person = Zu { $name }: Der Betrieb { $reply }.
replied-offer = Der Betrieb { $reply }.
replied-contract = Vertrag
replied-start = Beginn
replied-reason = Grund
replied-words-title = In eigenen Worten
followup-subject = [{ $reference }] Nachfragen nach { $milestone }: { $title }
followup-intro = { $known ->
        [0] Es ist Zeit zu fragen, wie es der eingestellten Person geht: Sie hat vor { $milestone } begonnen.
       *[other] Es ist Zeit zu fragen, wie es { $name } geht: Der Beginn war vor { $milestone }.
    }
followup-ask = Rufen Sie die Person und ihre Begleitperson an, und notieren Sie in der Akte { $reference }, ob sie noch beschäftigt ist.

joined-subject = [{ $reference }] { $known ->
        [0] Eine nicht bestätigte Person hat geschrieben: { $title }
       *[other] Der Arbeitgeber hat geschrieben: { $title }
    }
joined-corrected = Diese Nachricht bittet um eine Berichtigung. Sie ist erledigt: Das Angebot wurde geändert.
joined-correction = Diese Nachricht bittet um eine Berichtigung, die noch niemand vorgenommen hat.
joined-no-longer-open = Laut dieser Nachricht ist die Stelle besetzt oder wird nicht mehr angeboten. Bestätigen Sie es beim Arbeitgeber und vermerken Sie die Reaktion: Nichts wird von selbst abgeschlossen.
joined-confirmation = Diese Nachricht bestätigt, was wir verstanden haben.
joined-message = Diese Nachricht wartet darauf, von einem Menschen gelesen zu werden.
joined-unknown = Die Absenderadresse ist für diesen Vorgang nicht bekannt oder konnte nicht geprüft werden. Vergewissern Sie sich, wer schreibt: Nichts hat sich von selbst geändert.
joined-over = Dieser Vorgang ist abgeschlossen. Soll ein neuer eröffnet werden?
unreachable-subject = [{ $reference }] Eine Nachricht ist zurückgekommen: { $title }
unreachable-name = Unsere Nachricht an { $name } ist zurückgekommen: Die Adresse gibt es nicht oder sie nimmt keine Post an.
unreachable-somebody = Eine unserer Nachrichten ist zurückgekommen: Die Adresse gibt es nicht oder sie nimmt keine Post an.
unreachable-ask = An diese Adresse geht nichts mehr. Berichtigen Sie sie und senden Sie die Nachricht aus der Liste der nicht gesendeten Nachrichten erneut.
unreachable-employer = Der Arbeitgeber wartet auf eine Antwort: Rufen Sie an.
