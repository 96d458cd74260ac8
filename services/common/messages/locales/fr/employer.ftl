# Les messages aux employeurs.

# Accusé de réception
ack-subject = [{ $reference }] Votre offre est bien arrivée : { $title }
ack-intro = Merci pour votre offre. Elle est bien arrivée et nous la faisons connaître aux organisations d’insertion et d’intégration du bassin de Liège.
ack-promise = Vous aurez une réponse au plus tard le { $due }, même si la réponse est « personne pour l’instant ».
ack-count-title = Comment ce délai est compté
ack-understood-title = Ce que nous avons compris
ack-understood-nothing = Nous n’avons pas reconnu de métier ni de compétence précise. Ce n’est pas un obstacle : des personnes lisent votre offre telle que vous l’avez écrite.
ack-understood-wrong = Quelque chose n’est pas juste ? Répondez à ce message, nous corrigeons. Le délai ne change pas.
understood-occupations = Métier
understood-skills = Compétences
understood-languages = Langues
understood-licences = Permis
understood-place = Lieu
understood-start = Entrée en service
understood-openings = Nombre de postes
ack-next-title = La suite
ack-next-1 = Les organisations regardent avec les personnes qu’elles accompagnent qui souhaite postuler.
ack-next-2 = Notre point de contact unique rassemble leurs propositions et vous écrit une seule réponse.
ack-next-3 = Depuis cette réponse, vous indiquez d’un clic qui vous souhaitez rencontrer. Aucun compte n’est nécessaire.
ack-next-4 = Après un engagement, nous restons à vos côtés : accueil, formation, coaching, questions interculturelles. Nous vous demandons de désigner une tutrice ou un tuteur.
ack-no-longer-open = L’offre n’est plus ouverte
understood-line = { $label } : { $value } — vous écrivez « { $quote } »
understood-guess = { $label } : { $value } ? — à confirmer, d’après « { $quote } »
ack-several = Votre message contient { $count } offres. Chacune a son dossier et sa référence ; la réponse vient pour chacune.
ack-missing = Il manque encore, pour informer correctement les personnes (convention collective de travail n° 38) :
ack-correct = Corriger ou compléter

# Réponse
answer-subject-proposed = [{ $reference }] { $count ->
        [0] Notre réponse pour votre offre : { $title }
        [one] Une candidature pour votre offre : { $title }
       *[other] { $count } candidatures pour votre offre : { $title }
    }
answer-subject-partial = [{ $reference }] Premières candidatures pour votre offre : { $title }
answer-subject-none = [{ $reference }] Notre réponse pour votre offre : { $title }
answer-intro-proposed = { $count ->
        [0] Les personnes proposées pour votre offre ne sont plus disponibles. Nous revenons vers vous.
        [one] Voici une personne qui souhaite travailler chez vous et dont le profil correspond à votre offre.
       *[other] Voici { $count } personnes qui souhaitent travailler chez vous et dont le profil correspond à votre offre, par ordre alphabétique.
    }
answer-intro-partial = { $count ->
        [0] Nous cherchons encore. Vous aurez la suite au plus tard le { $further }.
        [one] Voici une première personne qui souhaite travailler chez vous. Vous aurez la suite au plus tard le { $further }.
       *[other] Voici { $count } premières personnes qui souhaitent travailler chez vous, par ordre alphabétique. Vous aurez la suite au plus tard le { $further }.
    }
answer-consent = Chaque personne a donné son accord pour cette offre précise. Une organisation l’accompagne et peut vous conseiller.
answer-intro-none = Nous avons cherché, et nous n’avons personne à vous proposer pour l’instant.
answer-unlock-title = Ce qui ouvrirait la porte
answer-unlock-call = L’une de ces pistes vous parle ? Répondez à ce message : nous vous aidons à la mettre en place.
answer-words-title = Le mot de votre point de contact
answer-anonymous = Personne { $number }
answer-accompanied = Accompagnement
answer-phone = Téléphone
answer-mail = Adresse électronique
answer-skills = Compétences
answer-languages = Langues
answer-licences = Permis
answer-through-us = Pour prendre contact, répondez à ce message ou cliquez ci-dessous : nous organisons la rencontre.
answer-links-title = Votre avis
answer-links = Un clic ouvre une page où vous confirmez. Vous pouvez transmettre ce message à une ou un collègue : les liens fonctionnent sans compte.
answer-link-interested = Je veux en savoir plus
answer-link-interview = Je veux rencontrer cette personne
answer-link-hired = J’ai engagé cette personne
answer-link-refused = Je ne retiens pas cette candidature
answer-tutor = En engageant une personne par le relais, vous désignez dans votre équipe une tutrice ou un tuteur.
answer-offer-title = Votre offre

# Horloge
paused-subject = [{ $reference }] Délai suspendu : { $title }
paused-intro = Le délai de réponse pour votre offre est suspendu : { $reason }.
paused-effect = Le temps de la pause ne compte pas. Dès la reprise, nous vous écrivons la nouvelle échéance.
paused-clarify = Répondez à ce message pour nous éclairer : nous reprenons aussitôt.
paused-words-title = Notre question
resumed-subject = [{ $reference }] Délai repris : { $title }
resumed-intro = Nous avons repris le travail sur votre offre.
resumed-due = Vous aurez une réponse au plus tard le { $due }.
resumed-moved = La pause a pris { $duration } de temps ouvrable : l’échéance est reportée d’autant, pas davantage.
closed-subject = [{ $reference }] Dossier clôturé : { $title }
closed-withdrawn = Vous avez retiré votre offre : nous avons clôturé le dossier.
closed-no-longer-open = Votre offre n’est plus ouverte : nous avons clôturé le dossier.
closed-completed = Tout ce qui devait l’être est fait : nous avons clôturé le dossier.
closed-thanks = Merci de votre confiance. Une prochaine offre ? Envoyez-la-nous de la même façon.

# Après l’engagement
tutor-subject = [{ $reference }] Une personne engagée : préparons son arrivée ({ $title })
tutor-intro = { $known ->
        [0] Bonne nouvelle : vous engagez une personne proposée par le relais.
       *[other] Bonne nouvelle : vous engagez { $name }.
    }
tutor-start = Entrée en service : { $date }.
tutor-ask-title = Qui l’accueille ?
tutor-ask = Répondez à ce message avec le nom et l’adresse électronique de la personne de votre équipe qui sera sa tutrice ou son tuteur : quelqu’un à qui l’on ose poser des questions. Nous prenons contact pour préparer le premier jour.
tutor-checklist-title = Avant le premier jour
tutor-check-title = Si la personne a un titre de séjour, vérifiez-en l’original et la mention relative au marché du travail, et gardez-en une copie pendant l’occupation. Ne nous l’envoyez pas.
tutor-check-dimona = Déclarez l’entrée en service (Dimona) au plus tard au moment où le travail commence.
tutor-check-welcome = Prévoyez une heure d’accueil : l’équipe, les lieux, la sécurité, les habitudes de la maison.
tutor-support = Nous reprenons des nouvelles après une semaine, un mois, trois mois et six mois. Avant cela, appelez-nous quand vous voulez.

# Disparue du flux
vanished-subject = [{ $reference }] Toujours ouverte ? { $title }
vanished-intro = Votre offre ne figure plus dans le flux par lequel vous nous l’aviez envoyée.
vanished-ask = Est-elle toujours ouverte ? Nous ne la clôturons pas sans votre réponse : tant que vous ne dites rien, nous continuons à chercher.
vanished-still-open = Toujours ouverte
vanished-no-longer-open = Plus ouverte
