//! Faults of `haproxy.cfg` and its maps.

use super::faults;

faults! { Haproxy28:
    // Routing and who is asking
    a_prefix_has_no_boundary: PATHS, "routes.map", "/api/ " => "/api ", "narrow-paths" of Routing;
    a_private_route_is_public: PRIVATE, "maps/routes.map", "app.example.com/ app/0\n" => "app.example.com/ app/0\napp.example.com/v1/ model/1\n", "private" of Routing;
    a_public_route_is_found_inside: PRIVATE, "maps/private-routes.map", "app.example.com/v1/ " => "app.example.com/ ", "private" of Routing;
    a_claimed_address_is_kept: PLAIN, "haproxy.cfg", "del-header X-Forwarded- -m beg\n    http-request set-header X-Forwarded-For" => "add-header X-Forwarded-For", "claims" of ClientAddress;
    an_alias_passes: PLAIN, "haproxy.cfg", "http-restrict-req-hdr-names delete" => "http-restrict-req-hdr-names preserve", "claims" of ClientAddress;
    everyone_is_a_trusted_proxy: BEHIND_A_PROXY, "haproxy.cfg", "bool(true) if { src 127.10.0.0/16 " => "bool(true) if { src 127.0.0.0/8 ", "claims" of ClientAddress;
    everyone_announces_clients: PROXY_PROTOCOL, "haproxy.cfg", "expect-proxy layer4 if { src 127.10.0.0/16 }" => "expect-proxy layer4", "proxy-protocol" of ClientAddress;
    // Balance and sticky cookie
    a_weight_is_dropped: BALANCE, "haproxy.cfg", " weight 4" => "", "balance" of Balance;
    open_streams_are_not_counted: HASHED, "haproxy.cfg", "balance leastconn" => "balance roundrobin", "least-connections" of Balance;
    clients_do_not_stay: LOBECHAT, "haproxy.cfg", "cookie lb_lobechat insert" => "# cookie lb_lobechat insert", "sticky-stays" of Sticky;
    scripts_may_read_the_cookie: LOBECHAT, "haproxy.cfg", "httponly secure" => "secure", "sticky-cookie" of Sticky;
    the_cookie_goes_over_plain_http: LOBECHAT, "haproxy.cfg", "httponly secure" => "httponly", "sticky-cookie" of Sticky;
    the_cookie_is_the_servers_name: LOBECHAT, "haproxy.cfg", " cookie 0695bd28f7d3" => " cookie lobechat-1", "sticky-cookie" of Sticky;
    clients_of_a_dead_server_are_lost: LOBECHAT, "haproxy.cfg", "option redispatch 1" => "no option redispatch", "sticky-moves-once" of Sticky;
    // WebSocket
    no_upgrade_passes: PLAIN, "haproxy.cfg", "del-header Upgrade unless websocket" => "del-header Upgrade", "websocket" of WebSocket;
    any_upgrade_passes: PLAIN, "haproxy.cfg", "req.hdr(upgrade) -m str -i websocket" => "req.hdr(upgrade) -m found", "websocket" of WebSocket;
    a_silent_tunnel_is_cut: PLAIN, "haproxy.cfg", "timeout tunnel 4s" => "timeout tunnel 1s", "tunnel-lives" of WebSocket;
    connections_are_used_once: PLAIN, "haproxy.cfg", "http-reuse always" => "http-reuse never", "keepalive" of WebSocket;
    // Streams and timeouts
    a_dead_upstream_is_answered_by_503: PLAIN, "haproxy.cfg", "set-status 502" => "set-status 503", "refused-502" of Timeouts;
    no_connection_is_kept_for_a_client: PLAIN, "haproxy.cfg", "timeout http-keep-alive 2s" => "option httpclose", "idle-client" of Timeouts;
    // Health and retries
    requests_die_with_their_server: PLAIN, "haproxy.cfg", "retries 1" => "retries 0", "failover" of Retries;
    a_listed_status_is_passed_on: RESILIENCE, "haproxy.cfg", "response-timeout 502 503" => "response-timeout", "retry-status" of Retries;
    a_post_is_replayed: PLAIN, "haproxy.cfg", "disable-l7-retry unless { method GET HEAD OPTIONS PUT DELETE TRACE }" => "disable-l7-retry if FALSE", "post-once" of Retries;
    // Limits and lists
    a_burst_is_too_small: LIMITS, "haproxy.cfg", "gt 1950" => "gt 950", "rate-limit" of RateLimit;
    refusals_do_not_say_when_to_return: LIMITS, "haproxy.cfg", " hdr Retry-After 1" => "", "rate-limit" of RateLimit;
    nobody_is_exempt: LIMITS, "haproxy.cfg", "api/0 } !{ src 127.10.0.0/16 }" => "api/0 }", "rate-limit-exempt" of RateLimit;
    too_many_requests_are_in_flight: LIMITS, "haproxy.cfg", "gt 20 }" => "gt 30 }", "concurrency" of Limits;
    bodies_have_no_limit: LIMITS, "haproxy.cfg", "req.body_size gt 10485760" => "req.body_size gt 99999999", "max-body" of Limits;
    a_denied_network_is_let_in: LIMITS, "haproxy.cfg", "{ src 127.10.9.0/24 }" => "{ src 192.0.2.1 }", "access" of Lists;
    // Auth
    nobody_is_refused: AUTH, "haproxy.cfg", "!{ var(txn.consumer) -m found }" => "{ always_false }", "api-key" of Auth;
    the_key_goes_upstream: AUTH, "haproxy.cfg", "http-request del-header X-API-Key" => "http-request del-header X-Nothing", "api-key" of Auth;
    anyone_is_let_in: BASIC, "haproxy.cfg", "!{ http_auth(users-1) }" => "{ always_false }", "basic" of Auth;
    the_password_goes_upstream: BASIC, "haproxy.cfg", "http-request del-header Authorization" => "http-request del-header X-Nothing", "basic" of Auth;
    guesses_are_free: BASIC, "haproxy.cfg", "deny_status 429 if" => "deny_status 429 if { http_auth(users-1) }", "basic-guesses" of Auth;
    // TLS
    an_unknown_name_is_shown_a_certificate: LOBECHAT, "haproxy.cfg", " strict-sni" => "", "tls-names" of Tls;
    tls_1_2_is_dropped: LOBECHAT, "haproxy.cfg", "ssl-min-ver TLSv1.2" => "ssl-min-ver TLSv1.3", "tls-profile" of Tls;
    errors_are_without_hsts: LOBECHAT, "haproxy.cfg", "http-after-response set-header Strict" => "http-response set-header Strict", "hsts" of Tls;
    a_redirect_is_for_now: LOBECHAT, "haproxy.cfg", "redirect code 308" => "redirect code 302", "redirect-http" of Tls;
    // Logs, metrics and headers
    the_log_is_not_json: LOBECHAT, "haproxy.cfg", "log-format '{" => "log-format '", "access-log" of Logs;
    an_excluded_path_is_logged: LOBECHAT, "haproxy.cfg", "set-log-level silent" => "set-log-level info", "unlogged-paths" of Logs;
    metrics_are_public: HEADERS, "haproxy.cfg", "use_backend %[" => "http-request use-service prometheus-exporter if { path /metrics }\n    use_backend %[", "metrics" of Metrics;
    errors_are_without_security_headers: LOBECHAT, "haproxy.cfg", "http-after-response set-header X-Frame" => "http-response set-header X-Frame", "security-headers" of Headers;
    a_secret_is_another: SECRET, "haproxy.cfg", "'Bearer %[env(OPENAI_API_KEY)]'" => "'Bearer %[env(HOME)]'", "headers" of Headers;
    images_are_compressed: LOBECHAT, "haproxy.cfg", "compression type text/html" => "compression type image/png text/html", "compress" of Compression;
    // Canary
    too_many_are_drawn_for_the_canary: CANARY, "haproxy.cfg", "rand(100) lt 5" => "rand(100) lt 50", "canary-groups" of Canary;
    a_cookie_leads_nowhere: CANARY, "haproxy.cfg", "req.cook(canary)" => "req.cook(nothing)", "canary-switches" of Canary;
    // Reload
    a_reload_cuts_streams: LOBECHAT, "haproxy.cfg", "hard-stop-after 10m" => "hard-stop-after 1s", "reload-streams" of Reload;
    // Cache
    nothing_is_kept: CACHE, "haproxy.cfg", "http-response cache-store" => "# http-response cache-store", "cache" of Cache;
    all_paths_are_kept: CACHE, "haproxy.cfg", "-m beg -f lists/cached-1.lst } { method" => "-m found } { method", "cache" of Cache;
    cookies_are_kept: CACHE, "haproxy.cfg", " !{ res.fhdr(set-cookie) -m found }" => "", "cache-private" of Cache;
    // Plain TCP
    what_passes_is_read_as_http: TCP, "haproxy.cfg", "defaults tcp\n    mode tcp" => "defaults tcp from base\n    mode http", "tcp" of Tcp;
    a_refused_connection_is_lost: TCP, "haproxy.cfg", "retries 1" => "retries 0", "tcp-failover" of Tcp;
    silent_connections_are_cut_at_once: TCP, "haproxy.cfg", " 2s\n    retries" => " 500ms\n    retries", "tcp-idle" of Tcp;
}
