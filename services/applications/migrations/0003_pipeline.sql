-- Who waits for a call to close, and what all applications requested.
CREATE INDEX application_call ON application (call, state);
CREATE INDEX application_state ON application (state, currency, submit_date, requested_amount);
