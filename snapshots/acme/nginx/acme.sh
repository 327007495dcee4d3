#!/bin/sh
# Rendered by lbgen from tls.acme of acme: change it there.
#
# Gets a certificate for each host with the ACME client lego (https://go-acme.github.io/lego/), and renews it:
#   sh acme.sh          once, for a timer
#   sh acme.sh watch    now and twice a day, for a container
# Certificates with their keys are put into the folder acme beside this script, which only its owner reads.
#
#   ACME_DAYS     a certificate is renewed when it ends in less than so many days; 30 when not set
#   ACME_GROUP    a group that may read the certificates too, by name or number
#   ACME_RELOAD   a command that is run after certificates have changed
set -u
umask 077
PATH=$PATH:/
folder=$(cd "$(dirname "$0")" && pwd)/acme

client() {
    lego --accept-tos --email ops@example.com --server https://acme-v02.api.letsencrypt.org/directory --path "$folder/lego" \
        --http --http.port 127.0.0.1:8402 "$@"
}

# A file is written beside its place and renamed: whoever reads it sees the old one or the new one, never half of one.
publish() {
    cat "$folder/lego/certificates/$1.crt" "$folder/lego/certificates/$1.key" >"$folder/.$1.new" || return
    if cmp -s "$folder/.$1.new" "$folder/$1.pem"; then
        rm "$folder/.$1.new"
        return
    fi
    if [ -n "${ACME_GROUP:-}" ]; then
        chgrp "$ACME_GROUP" "$folder/.$1.new" && chmod 0640 "$folder/.$1.new" || return
    fi
    mv "$folder/.$1.new" "$folder/$1.pem" && : >"$folder/.changed"
}

# $1 is the host, $2 the name of its files.
certify() {
    if [ -e "$folder/lego/certificates/$2.crt" ]; then
        client --domains "$1" renew --days "${ACME_DAYS:-30}" --no-random-sleep
    else
        client --domains "$1" run
    fi && publish "$2" && return
    echo "acme.sh: no new certificate for $1; what it has stays in use" >&2
    failed=yes
}

all() {
    failed=no
    certify chat.example.com chat.example.com
    certify chat.example.org chat.example.org
    # Kept until the proxy was told, so that a reload that fails is tried again.
    if [ -e "$folder/.changed" ]; then
        if sh -c "${ACME_RELOAD:-:}"; then
            rm "$folder/.changed"
        else
            echo "acme.sh: the proxy was not told of new certificates: $ACME_RELOAD" >&2
            failed=yes
        fi
    fi
    [ $failed = no ]
}

mkdir -p "$folder/lego" || exit
if [ "${1:-}" != watch ]; then
    all
    exit
fi
trap 'exit 0' INT TERM
# Authorities take few failures an hour: until all is well for the first time, the next try comes after one minute, then
# two, and so on; from then on every twelve hours.
pause=60
while :; do
    if all; then
        pause=43200
    fi
    sleep "$pause" &
    wait $!
    pause=$((pause * 2 < 43200 ? pause * 2 : 43200))
done
