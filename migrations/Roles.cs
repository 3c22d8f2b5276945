using DedupPortal.Storage;

namespace DedupPortal.Migrations;

/// <summary>The database roles and what stands outside the model.</summary>
internal static class Roles
{
    /// <summary>Role of web and worker: owns nothing, no superuser, no BYPASSRLS.</summary>
    public const string Application = "dedup_app";

    /// <summary>Run before the migrations. The role is made here only where nobody has made it; it then cannot sign in until it gets a password.</summary>
    public const string Before = $"""
        do $$ begin
          if not exists (select 1 from pg_roles where rolname = '{Application}') then
            create role {Application} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
          end if;
        end $$;
        create schema if not exists {PortalDbContext.Schema};
        create schema if not exists {JobStoreSetup.Schema};
        grant usage on schema {PortalDbContext.Schema}, {JobStoreSetup.Schema} to {Application};
        """;

    /// <summary>
    /// Run after the migrations and the job store's tables. The function shows which agencies exist, and nothing of them, to those
    /// who work for all: the audit verifier and the workers. Another one removes what an agency leaves behind.
    /// </summary>
    public const string After = $"""
        grant select, insert, update, delete on all tables in schema {JobStoreSetup.Schema} to {Application};
        grant usage, select on all sequences in schema {JobStoreSetup.Schema}, {PortalDbContext.Schema} to {Application};
        grant select on {PortalDbContext.Schema}.migrations_history to {Application};
        -- Temporary tables are where a scan's rows wait; whoever took the right from everybody gives it back to this role alone.
        do $$ begin
          if not has_database_privilege('{Application}', current_database(), 'temporary') then
            execute format('grant temporary on database %I to {Application}', current_database());
          end if;
        end $$;
        -- Stands for the cascade of the foreign keys that the mirror does not have.
        create or replace function {PortalDbContext.Schema}.forget_mirror() returns trigger
          language plpgsql set search_path = {PortalDbContext.Schema}, pg_temp as $$
        begin
          delete from {PortalDbContext.Schema}.mirror_records where tenant_id = old.tenant_id and portal_id = old.id;
          delete from {PortalDbContext.Schema}.mirror_activities where tenant_id = old.tenant_id and portal_id = old.id;
          return null;
        end $$;
        create or replace trigger forget_mirror after delete on {PortalDbContext.Schema}.portals
          for each row execute function {PortalDbContext.Schema}.forget_mirror();
        create or replace function {PortalDbContext.Schema}.tenant_ids() returns table (tenant_id uuid)
          language plpgsql stable security definer set search_path = {PortalDbContext.Schema}, pg_temp as $$
        begin
          return query select t.tenant_id from {PortalDbContext.Schema}.tenants t order by 1;
        end $$;
        -- Forced row-level security binds the owner too; the function runs as the owner and must see the list.
        drop policy if exists tenant_registry on {PortalDbContext.Schema}.tenants;
        create policy tenant_registry on {PortalDbContext.Schema}.tenants for select to current_user using (true);
        -- Removes an agency that its owner has deleted a week ago, the history too, which the application itself cannot.
        create or replace function {PortalDbContext.Schema}.forget_tenant(gone uuid) returns boolean
          language plpgsql security definer set search_path = {PortalDbContext.Schema}, pg_temp as $$
        declare held text;
        begin
          perform set_config('app.tenant_id', gone::text, true);
          if not exists (select from {PortalDbContext.Schema}.tenant_closures c where c.tenant_id = gone and c.requested_at < now() - interval '7 days') then
            return false;
          end if;
          delete from {PortalDbContext.Schema}.accounts a using {PortalDbContext.Schema}.tenant_members m where m.tenant_id = gone and a.id = m.account_id;
          -- First what others hold on to; then the rest in any order.
          foreach held in array array['merge_steps', 'merge_snapshots', 'loss_ledger', 'merges'] loop
            execute format('delete from {PortalDbContext.Schema}.%I where tenant_id = $1', held) using gone;
          end loop;
          for held in select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = '{PortalDbContext.Schema}'::regnamespace and c.relkind = 'r' and a.attname = 'tenant_id' and not a.attisdropped and c.relname <> 'tenants' loop
            execute format('delete from {PortalDbContext.Schema}.%I where tenant_id = $1', held) using gone;
          end loop;
          delete from {PortalDbContext.Schema}.tenants t where t.tenant_id = gone;
          return true;
        end $$;
        revoke all on function {PortalDbContext.Schema}.forget_tenant(uuid) from public;
        grant execute on function {PortalDbContext.Schema}.forget_tenant(uuid) to {Application};
        revoke all on function {PortalDbContext.Schema}.tenant_ids() from public;
        grant execute on function {PortalDbContext.Schema}.tenant_ids() to {Application};
        """;
}
