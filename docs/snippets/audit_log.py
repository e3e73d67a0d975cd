"""A call in the audit log, verified, and noticed when it is altered."""

# --8<-- [start:audit]
from pathlib import Path

from scout.audit_read import rows
from scout.audit_verify import verify
from scout.testing import ScriptedVendor

path = Path("calls.jsonl")
given = {"audit_path": path}
with ScriptedVendor() as vendor, vendor.router(settings=given) as router:
    router.call_sync("Hi", model="quick", metadata={"job": "tea"})
    router.call_sync("Bye", model="quick")

for row in rows(path):
    if row is not None and row.kind == "call":
        print(row.body["model"], row.body["metadata"])
print("intact:", verify(path).is_intact)
# --8<-- [end:audit]

# --8<-- [start:forged]
path.write_text(path.read_text().replace("tea", "pea"))
for problem in verify(path).problems:
    print(str(problem).rpartition("/")[2])
# --8<-- [end:forged]
