# agentd, and nothing else: for an office that keeps its machines as containers.
# Its folder must outlive the container: what is unsent lies there alone.
FROM scratch
COPY deploy/images/passwd /etc/passwd
COPY --chown=10002:10002 deploy/images/state /var/lib/faro-agent
COPY --chmod=0755 bin/agentd /usr/bin/
USER 10002:10002
ENV FARO_AGENT_DIR=/var/lib/faro-agent/store
VOLUME ["/var/lib/faro-agent"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/agentd"]
CMD ["serve"]
