#!/bin/sh
# Install Milo from a wheel into /opt/milo, with a user of its own. Run as root, again to upgrade:
#   deploy/install.sh dist/milo-1.0.0-py3-none-any.whl
# The Dockerfile and a machine with systemd are set up by this same script.
set -eu

wheel=${1:?say which wheel: deploy/install.sh dist/milo-….whl}
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Milo needs Python 3.11 or newer")'
getent group milo >/dev/null || groupadd --system --gid "${MILO_GID:-10001}" milo
getent passwd milo >/dev/null || useradd --system -K SYS_UID_MAX=65000 --uid "${MILO_UID:-10001}" --gid milo \
    --home-dir /var/lib/milo --no-create-home --shell /usr/sbin/nologin milo
install -d -m 0700 -o milo -g milo /var/lib/milo

[ -x /opt/milo/bin/python ] || "$python" -m venv /opt/milo
/opt/milo/bin/pip install --quiet --disable-pip-version-check --no-cache-dir --upgrade "$wheel"
/opt/milo/bin/milo --version

here=$(dirname "$0")
if [ -d /etc/systemd/system ] && [ -f "$here/milo.service" ]; then
    install -m 0644 "$here/milo.service" /etc/systemd/system/milo.service
    install -d -m 0750 -g milo /etc/milo
    [ -e /etc/milo/milo.env ] || install -m 0600 "$here/milo.env.example" /etc/milo/milo.env
fi
