//! Cases: the clock, diffusion, nominations, answers, follow-up, outgoing mail and webhooks.
