"""What is asked of PostgreSQL's catalogue: each query gives (object, attribute, value).

They run under an empty search path, so that every name that is not PostgreSQL's own comes with its schema,
and nothing that shadows a name of ours is taken for it. What is as usual has no row: no value, no attribute.
Only what PostgreSQL 15 and later write in the same words is asked for.
"""

# ruff: noqa: S608  (our own text: what comes from outside is given as a value)

from __future__ import annotations

#: Roles by what they are for, since their names differ between installations.
_WHO = """
WITH who (oid, name) AS (
    SELECT role.oid, CASE real.rolname WHEN %(owner)s THEN 'the owner' WHEN %(app)s THEN 'the application'
                     ELSE 'role ' || real.rolname END
    FROM pg_roles AS role JOIN pg_roles AS real ON real.oid = CASE role.rolname
        WHEN 'pg_database_owner' THEN (SELECT datdba FROM pg_database WHERE datname = current_database())
        ELSE role.oid END
    UNION ALL SELECT 0, 'anybody')
"""
#: What an extension brought is not ours to judge.
_OWN = """NOT EXISTS (SELECT FROM pg_depend AS of_extension WHERE of_extension.classid = '{0}'::regclass
                AND of_extension.objid = {1} AND of_extension.deptype = 'e')"""
FIRST_OID_OF_USERS = 16384

_SESSION = """
SELECT 'session', 'replication role', current_setting('session_replication_role')
UNION ALL
SELECT 'schema ' || nspname, 'shadows', 'public, for the role of this name'
FROM pg_namespace WHERE nspname IN (%(owner)s, %(app)s)
UNION ALL
SELECT concat('setting ', split_part(pair, '=', 1), ' of ',
              CASE WHEN setrole = 0 THEN 'the database' ELSE pg_get_userbyid(setrole) END),
       'value', split_part(pair, '=', 2)
FROM pg_db_role_setting, unnest(setconfig) AS pair
WHERE (setdatabase = 0 OR setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND (setrole = 0 OR pg_get_userbyid(setrole) IN (%(owner)s, %(app)s))
  AND split_part(pair, '=', 1) IN ('search_path', 'session_replication_role', 'role', 'row_security',
      'session_preload_libraries', 'local_preload_libraries', 'transform_null_equals')
  AND pair NOT IN ('search_path=public', 'search_path="$user", public')
UNION ALL
SELECT 'role of the application', 'attributes', COALESCE(NULLIF(concat_ws(', ',
           CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreaterole THEN 'createrole' END,
           CASE WHEN rolcreatedb THEN 'createdb' END, CASE WHEN rolreplication THEN 'replication' END,
           CASE WHEN rolbypassrls THEN 'bypassrls' END), ''), 'none')
FROM pg_roles WHERE rolname = %(app)s AND rolname <> %(owner)s
UNION ALL
SELECT 'role of the application', 'member of ' || above.rolname, 'yes'
FROM pg_roles AS above JOIN pg_roles AS app ON app.rolname = %(app)s
WHERE app.oid <> above.oid AND %(app)s <> %(owner)s AND pg_has_role(app.oid, above.oid, 'MEMBER')
  AND (above.rolname = %(owner)s OR above.rolsuper OR above.rolcreaterole OR above.rolbypassrls
       OR above.rolname LIKE 'pg\\_%%')
UNION ALL
SELECT 'role of the application', 'right to make schemas', 'yes'
FROM pg_roles AS app WHERE app.rolname = %(app)s AND app.rolname <> %(owner)s
  AND has_database_privilege(app.oid, current_database(), 'CREATE')
UNION ALL
SELECT DISTINCT 'role of the application', concat('right to ', privilege_type, ' ', parname), 'yes'
FROM pg_parameter_acl CROSS JOIN aclexplode(paracl) JOIN pg_roles AS app ON app.rolname = %(app)s
WHERE app.rolname <> %(owner)s
  AND CASE grantee WHEN 0 THEN true ELSE pg_has_role(app.oid, grantee, 'MEMBER') END
"""

_RELATIONS = f"""{_WHO}
SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END
       || c.oid::regclass, fact.attribute, fact.value
FROM pg_class AS c JOIN who ON who.oid = c.relowner
LEFT JOIN pg_sequence AS s ON s.seqrelid = c.oid
CROSS JOIN LATERAL (VALUES
    ('owner', who.name),
    ('kind', CASE WHEN c.relkind NOT IN ('r', 'v', 'S') THEN c.relkind::text END),
    ('persistence', CASE WHEN c.relpersistence <> 'p' THEN c.relpersistence::text END),
    ('row security', NULLIF(concat_ws(', ', CASE WHEN c.relrowsecurity THEN 'on' END,
                                      CASE WHEN c.relforcerowsecurity THEN 'forced' END), '')),
    ('children', (SELECT string_agg(inhrelid::regclass::text, ', ' ORDER BY inhrelid) FROM pg_inherits
                  WHERE inhparent = c.oid)),
    ('parents', (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhparent) FROM pg_inherits
                 WHERE inhrelid = c.oid)),
    ('options', CASE WHEN c.relkind IN ('v', 'm') THEN array_to_string(c.reloptions, ', ') END),
    ('definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END),
    ('numbers', format_type(s.seqtypid, NULL) || concat(' from ', s.seqstart, ' by ', s.seqincrement, ', ',
        s.seqmin, ' to ', s.seqmax, ', cache ', s.seqcache, CASE WHEN s.seqcycle THEN ', cycle' END))
) AS fact (attribute, value)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  AND fact.value IS NOT NULL
"""

_COLUMNS = """
SELECT 'table ' || c.oid::regclass, 'column ' || a.attname, concat(
    format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END,
    CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' END,
    CASE WHEN a.attgenerated <> '' THEN ' generated' END,
    ' default ' || pg_get_expr(d.adbin, d.adrelid),
    CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation END)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
"""

_FUNCTIONS = f"""{_WHO}
SELECT 'function ' || p.oid::regprocedure, fact.attribute, fact.value
FROM pg_proc AS p JOIN who ON who.oid = p.proowner JOIN pg_language AS l ON l.oid = p.prolang
CROSS JOIN LATERAL (VALUES
    ('owner', who.name),
    ('language', l.lanname::text),
    ('security', CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END),
    ('settings', array_to_string(p.proconfig, ', ')),
    ('arguments', NULLIF(pg_get_function_arguments(p.oid), '')),
    ('result', pg_get_function_result(p.oid)),
    ('behaviour', concat_ws(' ', NULLIF(p.prokind, 'f'),
        CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' END,
        CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.proleakproof THEN 'leakproof' END)),
    ('source', p.prosrc || COALESCE(pg_get_function_sqlbody(p.oid), '') || COALESCE(p.probin, ''))
) AS fact (attribute, value)
WHERE (p.pronamespace = 'public'::regnamespace
       OR p.pronamespace = 'pg_catalog'::regnamespace AND p.oid >= {FIRST_OID_OF_USERS})
  AND (p.proname = ANY(%(functions)s) OR {_OWN.format("pg_proc", "p.oid")}) AND fact.value IS NOT NULL
"""

_OTHER_CODE = f"""
SELECT 'operator ' || o.oid::regoperator, 'function', o.oprcode::regprocedure::text
FROM pg_operator AS o
WHERE o.oid >= {FIRST_OID_OF_USERS} AND {_OWN.format("pg_operator", "o.oid")}
  AND o.oprnamespace IN ('public'::regnamespace, 'pg_catalog'::regnamespace)
UNION ALL
SELECT concat('cast of ', c.castsource::regtype, ' to ', c.casttarget::regtype), 'context',
       c.castcontext::text
FROM pg_cast AS c WHERE c.oid >= {FIRST_OID_OF_USERS} AND {_OWN.format("pg_cast", "c.oid")}
UNION ALL
SELECT 'event trigger ' || e.evtname, 'function', e.evtfoid::regprocedure::text
FROM pg_event_trigger AS e WHERE {_OWN.format("pg_event_trigger", "e.oid")}
"""

_ON_TABLES = """
SELECT concat('trigger ', t.tgname, ' on ', t.tgrelid::regclass), fact.attribute, fact.value
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace
CROSS JOIN LATERAL (VALUES
    ('definition', pg_get_triggerdef(t.oid)),
    ('enabled', CASE t.tgenabled WHEN 'A' THEN 'always' WHEN 'O' THEN 'usually' WHEN 'R' THEN 'in replicas'
                ELSE 'never' END)
) AS fact (attribute, value)
WHERE NOT t.tgisinternal
UNION ALL
SELECT concat('constraint ', n.conname, ' on ', n.conrelid::regclass), fact.attribute, fact.value
FROM pg_constraint AS n
LEFT JOIN pg_index AS i ON i.indexrelid = n.conindid AND n.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (VALUES
    ('definition', pg_get_constraintdef(n.oid)),
    ('validated', CASE WHEN NOT n.convalidated THEN 'no' END),
    ('enforced', (SELECT string_agg(DISTINCT tgenabled::text, '') FROM pg_trigger WHERE tgconstraint = n.oid
                  HAVING string_agg(DISTINCT tgenabled::text, '') <> 'O')),
    ('index', pg_get_indexdef(i.indexrelid)),
    ('index state', CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN 'not valid' END)
) AS fact (attribute, value)
WHERE n.connamespace = 'public'::regnamespace AND n.conrelid <> 0 AND n.contype IN ('c', 'f', 'p', 'u', 'x')
  AND fact.value IS NOT NULL
UNION ALL
SELECT concat('index ', c.relname, ' on ', i.indrelid::regclass), fact.attribute, fact.value
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relnamespace = 'public'::regnamespace
CROSS JOIN LATERAL (VALUES
    ('definition', pg_get_indexdef(i.indexrelid)),
    ('state', CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN 'not valid' END)
) AS fact (attribute, value)
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
  AND fact.value IS NOT NULL
UNION ALL
SELECT concat('rule ', r.rulename, ' on ', r.ev_class::regclass), 'definition', pg_get_ruledef(r.oid)
FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class AND c.relnamespace = 'public'::regnamespace
WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT concat('policy ', p.polname, ' on ', p.polrelid::regclass), 'definition', concat_ws(' ', p.polcmd,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid AND c.relnamespace = 'public'::regnamespace
"""

#: A role may be allowed to read what it likes: that breaks no books. The owner may do everything anyway.
_RIGHTS = f"""{_WHO}, granted (object, part, acl) AS (
    SELECT CASE WHEN relkind = 'S' THEN 'sequence ' WHEN relkind IN ('v', 'm') THEN 'view ' ELSE 'table ' END
           || oid::regclass, '', relacl
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL
    SELECT 'table ' || c.oid::regclass, ' on column ' || a.attname, a.attacl
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT 'function ' || oid::regprocedure, '', COALESCE(proacl, acldefault('f', proowner))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'schema ' || nspname, '', COALESCE(nspacl, acldefault('n', nspowner))
    FROM pg_namespace WHERE nspname = 'public'
)
SELECT object, concat('rights of ', who.name, part),
       string_agg(DISTINCT privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ')
FROM granted CROSS JOIN LATERAL aclexplode(acl) JOIN who ON who.oid = grantee
WHERE who.name <> 'the owner'
  AND NOT (who.name LIKE 'role %%' AND (privilege_type = 'SELECT' OR object LIKE 'schema %%'
                                        AND privilege_type = 'USAGE'))
GROUP BY object, part, who.name
"""
_SCHEMA = f"""{_WHO}
SELECT 'schema ' || nspname, 'owner', who.name FROM pg_namespace JOIN who ON who.oid = nspowner
WHERE nspname = 'public'
"""

#: Every catalogue that the others read, and what to add up: whoever changes a row writes a higher xmin.
CATALOGUES = {
    "pg_aggregate": "aggfnoid::oid", "pg_amop": "oid", "pg_amproc": "oid", "pg_language": "oid",
    "pg_type": "oid", "pg_attrdef": "oid", "pg_attribute": "attrelid", "pg_cast": "oid", "pg_class": "oid",
    "pg_constraint": "oid", "pg_default_acl": "oid", "pg_event_trigger": "oid", "pg_index": "indexrelid",
    "pg_inherits": "inhrelid", "pg_namespace": "oid", "pg_operator": "oid", "pg_policy": "oid",
    "pg_proc": "oid", "pg_rewrite": "oid", "pg_sequence": "seqrelid", "pg_trigger": "oid",
}  # fmt: skip
_SUMS = "SELECT '{0}', count(*)::text, concat(sum(xmin::text::bigint), ' ', sum({1}::bigint)) FROM {0}"
#: A row for each catalogue and each fact of the session: while all are the same, nothing was changed.
STATE = " UNION ALL ".join([*(_SUMS.format(*each) for each in CATALOGUES.items()), f"({_SESSION})"])

QUERIES = (_SESSION, _SCHEMA, _RELATIONS, _COLUMNS, _FUNCTIONS, _OTHER_CODE, _ON_TABLES, _RIGHTS)
