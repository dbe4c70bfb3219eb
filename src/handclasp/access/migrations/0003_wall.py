"""The database's own wall learns of every change of an account in the transaction that makes it.

A trigger, because the wall must not depend on which line of code changed an account. The functions run with the
console's rights, like the change itself.
"""

from django.db import migrations

TRIGGERS = """
create function control.people_follow() returns trigger language plpgsql as $$
declare
  number integer;
begin
  if tg_op <> 'INSERT' then
    select tenant_id into number from handclasp.tenants where name = old.tenant;
    delete from handclasp.people where tenant_id = number and person = old.username;
  end if;
  if tg_op <> 'DELETE' then
    select tenant_id into number from handclasp.tenants where name = new.tenant;
    -- An account of a tenant that is not there reaches nothing.
    if number is not null then
      insert into handclasp.people (tenant_id, person, role, team, merchant, active)
      values (number, new.username, new.role, new.team, new.merchant, new.is_active);
    end if;
  end if;
  return null;
end
$$;
create trigger people_follow after insert or delete or update of username, tenant, role, team, merchant, is_active
  on control.access_staff for each row execute function control.people_follow();
insert into handclasp.people (tenant_id, person, role, team, merchant, active)
  select t.tenant_id, s.username, s.role, s.team, s.merchant, s.is_active
  from control.access_staff s join handclasp.tenants t on t.name = s.tenant
  on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_teams_and_sessions")]
    operations = [
        migrations.RunSQL(
            TRIGGERS,
            "drop trigger people_follow on control.access_staff; drop function control.people_follow();",
        )
    ]
