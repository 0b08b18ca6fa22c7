// What the window shows that no app asks for: plays by time.
export const window = `
CREATE INDEX plays_of_user ON plays(user_id, played_at);
CREATE INDEX plays_by_time ON plays(played_at);
`
