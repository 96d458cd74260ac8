# Les messages aux organisations, aux travailleuses et travailleurs et aux points de contact.

diffusion-subject = [{ $reference }] { $ranked ->
        [0] Pour information, une offre : { $title }
        [one] Une personne que vous accompagnez pourrait convenir : { $title }
       *[other] { $ranked } personnes que vous accompagnez pourraient convenir : { $title }
    }
diffusion-intro = { $ranked ->
        [0] Une offre d’emploi est arrivée. Aucun rapprochement n’a été fait avec les personnes que vous accompagnez : nous vous l’envoyons pour information.
        [one] Une offre d’emploi est arrivée. Une personne que vous accompagnez en partage des compétences.
       *[other] Une offre d’emploi est arrivée. { $ranked } personnes que vous accompagnez en partagent des compétences.
    }
diffusion-ask = Ouvrez le dossier { $reference } dans Relais : pour chaque personne, proposez-la avec son accord, ou dites « pas maintenant » ou « ne convient pas ». Un mot de votre part vaut mieux que le silence.
diffusion-free = Vous pensez à quelqu’un ? Ouvrez le dossier { $reference } dans Relais et proposez cette personne avec son accord.
diffusion-wanted-title = Ce qui est demandé

warning-subject = [{ $reference }] { $percent } % du délai est écoulé : { $title }
warning-intro = { $percent } % du temps ouvrable est écoulé pour ce dossier.
breach-subject = [{ $reference }] Délai dépassé : { $title }
breach-intro = Le délai de réponse est dépassé depuis le { $due }. L’employeur attend.
breach-ask = Répondez dès maintenant, même « personne pour l’instant » avec ce qui ouvrirait la porte : le silence est le seul échec.
silence-subject = [{ $reference }] Organisations sans réaction : { $title }
silence-intro = Ces organisations accompagnent des personnes qui pourraient convenir, et n’ont pas encore réagi :
silence-ask = Un appel aide souvent plus qu’un message.
further-subject = [{ $reference }] La suite promise est attendue : { $title }
further-intro = La date promise à l’employeur pour la suite de la réponse est arrivée.
further-ask = Envoyez la suite, ou dites à l’employeur où vous en êtes.
state-nominations = { $count ->
        [0] Aucune candidature n’est prête à être proposée.
        [one] Une candidature est prête à être proposée.
       *[other] { $count } candidatures sont prêtes à être proposées.
    }
state-silent = Sans réaction : { $organisations }.

replied-subject = [{ $reference }] L’employeur a réagi : { $title }
replied-person = À propos de { $name } : l’employeur { $reply }.
replied-offer = L’employeur { $reply }.
replied-contract = Contrat
replied-start = Entrée en service
replied-reason = Raison
replied-words-title = Ses mots
followup-subject = [{ $reference }] Prendre des nouvelles après { $milestone } : { $title }
followup-intro = { $known ->
        [0] Il est temps de prendre des nouvelles de la personne engagée : son entrée en service date d’il y a { $milestone }.
       *[other] Il est temps de prendre des nouvelles de { $name } : son entrée en service date d’il y a { $milestone }.
    }
followup-ask = Appelez la personne et sa tutrice ou son tuteur, puis notez dans le dossier { $reference } si elle est encore en emploi.

joined-subject = [{ $reference }] { $known ->
        [0] Une personne non confirmée a écrit : { $title }
       *[other] L’employeur a écrit : { $title }
    }
joined-corrected = Ce message demande une correction. Elle est faite : l’offre a changé.
joined-correction = Ce message demande une correction que personne n’a encore faite.
joined-no-longer-open = Selon ce message, le poste est pourvu ou n’est plus recherché. Confirmez-le avec l’employeur, puis notez sa réaction : rien n’est clôturé d’office.
joined-confirmation = Ce message confirme ce que nous avons compris.
joined-message = Ce message attend d’être lu par une personne.
joined-unknown = L’adresse d’envoi n’est pas connue pour ce dossier, ou n’a pas pu être vérifiée. Assurez-vous de qui écrit : rien n’a changé d’office.
joined-over = Ce dossier est clôturé. Faut-il en ouvrir un nouveau ?
unreachable-subject = [{ $reference }] Un message est revenu : { $title }
unreachable-name = Notre message à { $name } est revenu : l’adresse n’existe pas ou n’accepte pas de courrier.
unreachable-somebody = Un de nos messages est revenu : l’adresse n’existe pas ou n’accepte pas de courrier.
unreachable-ask = Plus rien ne part à cette adresse. Corrigez-la, puis renvoyez le message depuis la liste des messages non envoyés.
unreachable-employer = L’employeur attend une réponse : appelez-le.
