# Les pages qu’ouvrent les liens des messages.

page-site = Relais pour l’emploi, bassin de Liège
page-person = À propos de { $name }
page-someone = À propos de la personne proposée
page-nothing-yet = Rien n’est encore enregistré : confirmez ci-dessous.
page-confirm = Confirmer
page-message = Un mot pour nous (facultatif)
page-contract = Type de contrat
page-start = Date d’entrée en service
page-reason = Raison principale
page-choose = Choisissez…
page-missing = Il manque quelque chose : { $fields }.
page-too-long = Votre mot est trop long : { $limit } signes au plus.

page-interested-title = En savoir plus
page-interested-effect = Nous vous recontactons pour répondre à vos questions sur cette personne.
page-interview-title = Rencontrer cette personne
page-interview-effect = Nous vous recontactons pour organiser l’entretien. Vous pouvez proposer des moments.
page-hired-title = Cette personne est engagée
page-hired-effect = Nous l’enregistrons et nous préparons l’accueil avec vous.
page-refused-title = Ne pas retenir cette candidature
page-refused-effect = Nous l’enregistrons et nous en informons la personne par écrit, avec tact.
page-closed-title = L’offre n’est plus ouverte
page-closed-effect = Nous clôturons le dossier : plus personne ne vous sera proposé pour cette offre.
page-still-open-title = L’offre est toujours ouverte
page-still-open-effect = Nous continuons à chercher : vous n’avez rien d’autre à faire. Pensez à la remettre dans votre flux si elle en a disparu par erreur.

page-done-title = C’est enregistré
page-done = Merci. Votre point de contact est prévenu et vous écrit si nécessaire.
page-before-title = C’était déjà enregistré
page-before = Ce lien a déjà servi : rien n’a changé. Pour autre chose, répondez au message d’où il vient.
page-conflict-title = Ce n’est plus possible
page-conflict = Le dossier a changé entre-temps : il est clôturé, ou il en est à une autre étape. Répondez au message d’où vient ce lien, une personne vous aidera.
page-expired-title = Ce lien a expiré
page-expired = Pour votre sécurité, les liens ne fonctionnent que pendant un temps. Répondez au message d’où il vient : nous ferons le nécessaire.
page-broken-title = Ce lien est incomplet
page-broken = Il a peut-être été coupé en chemin. Copiez l’adresse entière depuis le message, ou répondez à ce message : nous ferons le nécessaire.
page-gone-title = Ce dossier n’existe plus
page-gone = Nous ne le trouvons pas. Répondez au message d’où vient ce lien, une personne vous aidera.
page-trouble-title = Un instant, s’il vous plaît
page-trouble = Quelque chose ne répond pas de notre côté. Rien n’a été enregistré. Réessayez dans quelques minutes.

correct-title = Corriger ou compléter votre offre
correct-effect = Voici ce que nous avons compris. Changez ce qui doit l’être, puis enregistrez : aucun compte n’est nécessaire et le délai de réponse ne change pas.
correct-save = Enregistrer
correct-postal-code = Code postal
correct-requirements = Ce qui est demandé (une chose par ligne : langues, permis, expérience…)
correct-changed = L’offre a été changée entre-temps. Voici ce qu’elle dit maintenant : vérifiez, puis enregistrez à nouveau.
correct-wrong = À revoir : { $fields }.
