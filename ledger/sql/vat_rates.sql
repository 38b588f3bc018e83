-- VAT Act 2013 s.5(2)(b); the order of 2020 under s.6; Tax Procedures Act 2015 s.42A as amended in 2019.
INSERT INTO ledger_vatrate ("of", valid_from, basis_points) VALUES
    ('STANDARD', '2013-09-02', 1600),
    ('STANDARD', '2020-04-01', 1400),
    ('STANDARD', '2021-01-01', 1600),
    ('WITHHOLDING', '2019-11-07', 200);

-- reverse
DELETE FROM ledger_vatrate;
