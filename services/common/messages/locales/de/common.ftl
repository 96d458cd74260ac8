# Was alle Nachrichten sagen.

greeting = Guten Tag,
greeting-name = Guten Tag { $name },
closing = Mit freundlichen Grüßen
fact = { $label }: { $value }
quoted = „{ $text }“
link = { $label }:
skipped-items = … und { $count } weitere

fact-offer = Stellenangebot
fact-reference = Aktenzeichen
fact-employer = Betrieb
fact-received = Eingegangen
fact-due = Antwort spätestens
fact-remaining = Verbleibende Arbeitszeit

contact =
    Eine Frage, eine Ergänzung? Antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.
    Mit dem Aktenzeichen { $reference } finden wir Ihre Akte wieder.
contact-team = Das Aktenzeichen lautet { $reference }.
ai-notice =
    Zur Transparenz: Für dieses Angebot hat ein Computersystem Profile mit den gefragten Fähigkeiten verglichen.
    Es schließt niemanden aus und entscheidet nichts: Jeder Vorschlag ist die Wahl eines Menschen, der dafür einsteht
    (Verordnung (EU) 2024/1689 über künstliche Intelligenz, Artikel 50).
