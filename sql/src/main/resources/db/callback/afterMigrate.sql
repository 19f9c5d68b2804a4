-- Hands to ${owner} what the migrating user owns of Millrace's, so that any member of the role may migrate next. Millrace's
-- is what its roles were given rights to: a schema may hold other tables as well.
DO $$
DECLARE ours record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${owner}') OR NOT pg_has_role(current_user, '${owner}', 'MEMBER') THEN
    RETURN;
  END IF;
  GRANT USAGE, CREATE ON SCHEMA "${flyway:defaultSchema}" TO ${owner};
  FOR ours IN
    WITH granted AS (
      SELECT c.oid FROM pg_class c, aclexplode(c.relacl) a
      WHERE c.relnamespace = '"${flyway:defaultSchema}"'::regnamespace
        AND a.grantee IN (SELECT oid FROM pg_roles WHERE rolname IN ('${writer}', '${reader}', '${reviewer}')))
    SELECT 'TABLE' AS kind, c.oid::regclass::text AS name, c.relispartition AS later, c.oid FROM pg_class c
    WHERE c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND (c.oid IN (SELECT oid FROM granted) OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent IN (SELECT oid FROM granted)))
    UNION ALL
    SELECT 'TYPE', t.oid::regtype::text, true, t.oid FROM pg_type t, aclexplode(t.typacl) a
    WHERE t.typnamespace = '"${flyway:defaultSchema}"'::regnamespace AND t.typowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = '${writer}')
    -- A table before its partitions, as queries lock them: a reader at this moment waits, and neither waits for the other.
    ORDER BY later, oid
  LOOP
    EXECUTE format('ALTER %s %s OWNER TO ${owner}', ours.kind, ours.name);
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  -- A schema of somebody else's, or a membership without the right to act for the role: the migrating user stays the owner.
  RAISE NOTICE 'the tables stay with user %: %', current_user, SQLERRM;
END $$;
