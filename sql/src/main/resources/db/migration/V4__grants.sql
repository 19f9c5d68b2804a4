-- The least that each role needs. Partitions need no grants: they are reached through their table.
REVOKE CREATE ON SCHEMA "${flyway:defaultSchema}" FROM PUBLIC;
GRANT USAGE ON SCHEMA "${flyway:defaultSchema}" TO ${writer}, ${reader}, ${reviewer};
GRANT SELECT ON flyway_schema_history TO ${writer}, ${reader}, ${reviewer};

-- No role but the owner's may delete a run, a ledger row or an attempt: they are the account of what was done.
GRANT SELECT, INSERT, UPDATE ON run, slice, attempt, serving TO ${writer};
GRANT SELECT, INSERT ON model_version, rule_set TO ${writer};
GRANT SELECT, INSERT, UPDATE, DELETE ON document, decision, field, rejection TO ${writer};
GRANT SELECT ON gold, current_decision TO ${writer};
-- Stages are temporary tables. The database's owner may have taken the right from PUBLIC.
DO $$
BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO ${writer}', current_database());
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

GRANT SELECT ON run, slice, attempt, serving, model_version, rule_set, document, decision, field, rejection, gold, current_decision TO ${reader};

-- A reviewer sees what was decided and changes labels by hand, nothing else.
GRANT SELECT ON current_decision TO ${reviewer};
GRANT SELECT, INSERT, UPDATE, DELETE ON gold TO ${reviewer};
