//! Pure rules of the relay: ids, time, working-time calendar, offers, candidates, the case state machine.
