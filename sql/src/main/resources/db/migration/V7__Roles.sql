-- The owner is a role, too: its members migrate, whoever migrated before them. What exists is handed to it after every
-- migration (db/callback), where the migrating user may do so.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${owner}') THEN
    CREATE ROLE ${owner} NOLOGIN;
    -- PostgreSQL 16 and newer give the maker no more than the right to pass the role on.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT ${owner} TO %I', current_user);
    END IF;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- another schema is migrated at this moment
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'role ${owner} is missing and user % may not create it: have an administrator run CREATE ROLE ${owner}; GRANT ${owner} TO %',
      current_user, current_user;
END $$;

-- By default everyone may make columns of a type. The writer's stages have one of this.
REVOKE ALL ON TYPE decision_status FROM PUBLIC;
GRANT USAGE ON TYPE decision_status TO ${writer};
