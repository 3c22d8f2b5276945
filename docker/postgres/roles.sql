-- The two roles and the database. Run by a superuser, as often as you like, with psql and two variables:
--   psql -v ON_ERROR_STOP=1 -v owner_password=... -v app_password=... -f roles.sql
-- dedup_owner owns the tables and is used by the migrator only. dedup_app is the role of web and worker: it owns nothing and
-- cannot pass by row-level security, so a fault in the program cannot show one agency another's rows.

select format('create role %I', name)
from unnest(array['dedup_owner', 'dedup_app']) as name
where not exists (select 1 from pg_roles where rolname = name)
\gexec

alter role dedup_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'owner_password';
alter role dedup_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'app_password';

select 'create database portal owner dedup_owner encoding ''UTF8'' template template0'
where not exists (select 1 from pg_database where datname = 'portal')
\gexec

revoke all on database portal from public;
grant connect, temporary on database portal to dedup_app;
