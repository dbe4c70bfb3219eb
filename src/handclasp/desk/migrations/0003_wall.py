"""The database's own wall learns whose a conversation is in the transaction that settles it.

A trigger, because the wall must not depend on which line of code changed a row. The function runs with the console's
rights, like the change itself.
"""

from django.db import migrations

TRIGGERS = """
create function control.assignments_follow() returns trigger language plpgsql as $$
declare
  home record;
begin
  if tg_op <> 'INSERT' then
    select log_id, tenant_id into home from handclasp.tenants where name = old.tenant;
    if tg_op = 'DELETE' or (old.tenant, old.pseudonym) is distinct from (new.tenant, new.pseudonym) then
      delete from handclasp.assignments
      where log_id = home.log_id and tenant_id = home.tenant_id and conversation = old.pseudonym;
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select log_id, tenant_id into home from handclasp.tenants where name = new.tenant;
    -- A conversation of a tenant that is not there is shown to nobody.
    if found then
      insert into handclasp.assignments as a (log_id, tenant_id, conversation, agent, team, merchants)
      values (home.log_id, home.tenant_id, new.pseudonym, new.agent, new.team, new.merchants)
      on conflict (log_id, tenant_id, conversation)
      do update set agent = excluded.agent, team = excluded.team, merchants = excluded.merchants;
    end if;
  end if;
  return null;
end
$$;
create trigger assignments_begin after insert or delete on control.desk_conversation
  for each row execute function control.assignments_follow();
-- The list changes with every message; whose a conversation is, seldom.
create trigger assignments_follow after update of tenant, pseudonym, agent, team, merchants on control.desk_conversation
  for each row when ((old.tenant, old.pseudonym, old.agent, old.team, old.merchants)
    is distinct from (new.tenant, new.pseudonym, new.agent, new.team, new.merchants))
  execute function control.assignments_follow();
insert into handclasp.assignments (log_id, tenant_id, conversation, agent, team, merchants)
  select t.log_id, t.tenant_id, c.pseudonym, c.agent, c.team, c.merchants
  from control.desk_conversation c join handclasp.tenants t on t.name = c.tenant
  on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_whose")]
    operations = [
        migrations.RunSQL(
            TRIGGERS,
            "drop trigger assignments_begin on control.desk_conversation;"
            "drop trigger assignments_follow on control.desk_conversation; drop function control.assignments_follow();",
        )
    ]
