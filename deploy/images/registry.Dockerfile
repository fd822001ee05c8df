# registryd and registryctl, and nothing else: the same bytes as in the Debian
# package, since both are built before (make build). No shell, no other user.
#
#   make images
#
# Roots that vouch for servers of others (webhooks, mail, sign-in) are the
# host's: mount /etc/ssl/certs. PDF files are made without a browser here.
FROM scratch
COPY deploy/images/passwd /etc/passwd
COPY --chown=10001:10001 deploy/images/state /var/lib/faro
COPY --chmod=0755 bin/registryd bin/registryctl /usr/bin/
USER 10001:10001
ENV FARO_STATE=/var/lib/faro/state
VOLUME ["/var/lib/faro"]
EXPOSE 8443 443
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/registryd"]
