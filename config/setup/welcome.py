"""What `make run` prints once the pages answer: the address and who may sign in."""

import time
import urllib.error
import urllib.request

LOGINS = {
    "ae": "account executive",
    "ae2": "account executive, another team",
    "cm": "client manager",
    "ca": "client administrator",
    "ca2": "client administrator, same team",
    "marketing": "marketing",
    "risk": "risk and loss",
    "cse": "sales executive",
    "accounting": "accounting",
    "manager": "department manager",
    "director": "director",
    "principal": "principal",
    "auditor": "auditor, reads only",
    "admin": "administrator",
}
PATIENCE = 60


def announce(port: int) -> None:
    """Wait until the web answers, then print the address and the demo logins."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(PATIENCE * 5):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    else:
        print(f"Steward has not answered at {address} in {PATIENCE} seconds.", flush=True)
        return
    print(f"\n  Steward runs at {address}\n\n  Sign in with the password steward-demo as")
    for name, role in LOGINS.items():
        print(f"    {name + '@steward.example':28}{role}")
    print("\n  Ctrl-C stops it.\n", flush=True)
