# Ce que disent tous les messages.

greeting = Bonjour,
greeting-name = Bonjour { $name },
closing = Bien à vous,
fact = { $label } : { $value }
quoted = « { $text } »
link = { $label } :
skipped-items = … et { $count } de plus

fact-offer = Offre
fact-reference = Référence
fact-employer = Employeur
fact-received = Reçue
fact-due = Réponse au plus tard
fact-remaining = Temps ouvrable restant

contact =
    Une question, une précision ? Répondez simplement à ce message : une personne vous lira.
    La référence { $reference } suffit pour retrouver votre dossier.
contact-team = Le dossier porte la référence { $reference }.
ai-notice =
    Transparence : pour cette offre, un système informatique a rapproché des profils et les compétences demandées.
    Il n’écarte personne et ne décide rien : chaque proposition est le choix d’une personne, qui en répond
    (règlement européen 2024/1689 sur l’intelligence artificielle, article 50).
