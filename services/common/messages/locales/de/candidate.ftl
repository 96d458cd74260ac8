# Die Nachrichten an Bewerber:innen.

nottaken-subject = [{ $reference }] Ihre Bewerbung: { $title }
nottaken-intro = Sie waren einverstanden, für das Angebot „{ $title }“ bei { $employer } vorgeschlagen zu werden. Der Betrieb hat Ihre Bewerbung nicht weiterverfolgt.
nottaken-why-skills = Für diese Stelle wurden andere Fähigkeiten gesucht.
nottaken-why-experience = Für diese Stelle wurde eine andere Erfahrung gesucht.
nottaken-why-language = Für diese Stelle wurde ein anderes Sprachniveau gesucht.
nottaken-why-availability = Die Zeiten, das Datum oder der Ort passten nicht zusammen.
nottaken-why-other-candidate = Eine andere Person wurde eingestellt.
nottaken-encourage = Das sagt nichts über Ihren Wert. Jede Woche kommen neue Angebote, und Ihr Profil bleibt aktiv, wenn Sie möchten.
nottaken-next = Sprechen Sie darüber mit der Person, die Sie bei { $organisation } begleitet: Gemeinsam können Sie schauen, was gefehlt hat und wie es weitergeht.
nottaken-rights = Sie können jederzeit fragen, wie Ihr Profil mit diesem Angebot abgeglichen wurde, Ihre Daten berichtigen oder löschen lassen. Antworten Sie auf diese Nachricht oder wenden Sie sich an { $organisation }.
nottaken-law = Diese Nachricht informiert Sie schriftlich darüber, was aus Ihrer Bewerbung geworden ist (kollektives Arbeitsabkommen Nr. 38).
