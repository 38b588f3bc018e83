-- Three tiers to begin with, in cents. The highest is what M-Pesa allows: 250,000 at once, 500,000 a day.
INSERT INTO users_kyctier (code, name, rank, transaction_limit, daily_limit, balance_limit, required_documents) VALUES
    ('basic', 'Basic', 1, 1000000, 2000000, 5000000, '[]'),
    ('standard', 'Standard', 2, 7000000, 14000000, 20000000, '["ID_FRONT", "ID_BACK"]'),
    ('full', 'Full', 3, 25000000, 50000000, 50000000,
     '["ID_FRONT", "ID_BACK", "SELFIE", "PROOF_OF_ADDRESS", "KRA_PIN"]');

-- reverse
DELETE FROM users_kyctier;
