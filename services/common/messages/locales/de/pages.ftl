# Die Seiten, die von den Links in Nachrichten geöffnet werden.

page-site = Relais für Arbeit, Raum Lüttich
page-person = Zu { $name }
page-someone = Zur vorgeschlagenen Person
page-nothing-yet = Noch ist nichts festgehalten: Bitte bestätigen Sie unten.
page-confirm = Bestätigen
page-message = Ein Wort an uns (freiwillig)
page-contract = Art des Vertrags
page-start = Datum des Beginns
page-reason = Hauptgrund
page-choose = Bitte wählen…
page-missing = Etwas fehlt: { $fields }.
page-too-long = Ihre Nachricht ist zu lang: höchstens { $limit } Zeichen.

page-interested-title = Mehr wissen
page-interested-effect = Wir melden uns, um Ihre Fragen zu dieser Person zu beantworten.
page-interview-title = Diese Person treffen
page-interview-effect = Wir melden uns, um das Gespräch zu vereinbaren. Sie können Zeiten vorschlagen.
page-hired-title = Diese Person ist eingestellt
page-hired-effect = Wir halten es fest und bereiten den Empfang mit Ihnen vor.
page-refused-title = Diese Bewerbung nicht weiterverfolgen
page-refused-effect = Wir halten es fest und informieren die Person schriftlich und taktvoll.
page-closed-title = Die Stelle ist nicht mehr offen
page-closed-effect = Wir schließen die Akte: Für dieses Angebot wird Ihnen niemand mehr vorgeschlagen.
page-still-open-title = Die Stelle ist noch offen
page-still-open-effect = Wir suchen weiter: Sie müssen nichts weiter tun. Nehmen Sie sie wieder in Ihren Feed auf, falls sie dort versehentlich fehlt.

page-done-title = Es ist festgehalten
page-done = Danke. Ihre Kontaktstelle weiß Bescheid und schreibt Ihnen, wenn nötig.
page-before-title = Es war schon festgehalten
page-before = Dieser Link wurde schon benutzt: Nichts hat sich geändert. Für anderes antworten Sie auf die Nachricht, in der er stand.
page-conflict-title = Es geht nicht mehr
page-conflict = Die Akte hat sich inzwischen geändert: Sie ist geschlossen oder in einer anderen Phase. Antworten Sie auf die Nachricht, in der dieser Link stand, ein Mensch hilft Ihnen.
page-expired-title = Dieser Link ist abgelaufen
page-expired = Zu Ihrer Sicherheit funktionieren Links nur eine Zeit lang. Antworten Sie auf die Nachricht, in der er stand: Wir kümmern uns darum.
page-broken-title = Dieser Link ist unvollständig
page-broken = Vielleicht wurde er unterwegs abgeschnitten. Kopieren Sie die ganze Adresse aus der Nachricht, oder antworten Sie auf diese Nachricht: Wir kümmern uns darum.
page-gone-title = Diese Akte gibt es nicht mehr
page-gone = Wir finden sie nicht. Antworten Sie auf die Nachricht, in der dieser Link stand, ein Mensch hilft Ihnen.
page-trouble-title = Einen Augenblick, bitte
page-trouble = Etwas auf unserer Seite antwortet nicht. Es wurde nichts festgehalten. Bitte versuchen Sie es in einigen Minuten erneut.

correct-title = Ihr Stellenangebot berichtigen oder ergänzen
correct-effect = Das haben wir verstanden. Ändern Sie, was anders sein soll, und speichern Sie: Ein Konto ist nicht nötig, und die Antwortfrist bleibt dieselbe.
correct-save = Speichern
correct-postal-code = Postleitzahl
correct-requirements = Was verlangt wird (ein Punkt je Zeile: Sprachen, Führerschein, Erfahrung …)
correct-changed = Das Angebot wurde inzwischen geändert. Das sagt es jetzt: Prüfen Sie es und speichern Sie noch einmal.
correct-wrong = Bitte noch einmal ansehen: { $fields }.
