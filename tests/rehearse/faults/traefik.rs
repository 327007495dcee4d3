//! Faults of Traefik's static and dynamic parts.

use super::faults;

faults! { Traefik37:
    // Routing and who is asking
    a_prefix_has_no_boundary: PATHS, "edge.yml", "(Path(\"/api\") || PathPrefix(\"/api/\"))" => "PathPrefix(\"/api\")", "narrow-paths" of Routing;
    a_private_route_is_public: PRIVATE, "edge.yml", "entryPoints: [private]" => "entryPoints: [private, http]", "private" of Routing;
    a_public_route_is_found_inside: PRIVATE, "edge.yml", "entryPoints: [http]" => "entryPoints: [http, private]", "private" of Routing;
    a_method_is_let_in: LIMITS, "edge.yml", "!Method(\"GET\") && " => "Method(\"GET\") && ", "methods" of Routing;
    a_claimed_address_is_kept: PLAIN, "traefik.yml", "address: " => "forwardedHeaders: { insecure: true }\n    address: ", "claims" of ClientAddress;
    everyone_announces_clients: PROXY_PROTOCOL, "traefik.yml", "trustedIPs: [\"127.10.0.0/16\"]" => "insecure: true", "proxy-protocol" of ClientAddress;
    the_host_is_replaced: PLAIN, "edge.yml", "passHostHeader: true" => "passHostHeader: false", "claims" of ClientAddress;
    // Balance and sticky cookie
    scripts_may_read_the_cookie: LOBECHAT, "edge.yml", "httpOnly: true" => "httpOnly: false", "sticky-cookie" of Sticky;
    the_cookie_goes_over_plain_http: LOBECHAT, "edge.yml", "secure: true" => "secure: false", "sticky-cookie" of Sticky;
    the_cookie_is_for_one_path: LOBECHAT, "edge.yml", "path: /\n" => "path: /chat\n", "sticky-cookie" of Sticky;
    // WebSocket and timeouts
    any_upgrade_passes: PLAIN, "edge.yml", "HeaderRegexp(\"Upgrade\", \".\")" => "HeaderRegexp(\"Upgrade\", \"^$\")", "websocket" of WebSocket;
    connections_are_used_once: PLAIN, "edge.yml", "maxIdleConnsPerHost: 64" => "maxIdleConnsPerHost: -1", "keepalive" of WebSocket;
    a_silent_upstream_is_waited_for: PLAIN, "edge.yml", "responseHeaderTimeout: 1s" => "responseHeaderTimeout: 7s", "silent-504" of Timeouts;
    // Health and retries
    requests_die_with_their_server: WATCHED, "edge.yml", ", retry-1]" => "]", "failover" of Retries;
    the_health_check_asks_nobody: SICK, "edge.yml", "path: /healthz" => "path: /", "health-check" of ActiveHealth;
    // Limits and lists
    no_rate_is_limited: LIMITS, "edge.yml", "rate-limit-1, in-flight-1" => "in-flight-1", "rate-limit" of RateLimit;
    a_burst_is_too_large: LIMITS, "edge.yml", "burst: 40" => "burst: 60", "rate-limit" of RateLimit;
    nobody_is_exempt: LIMITS, "edge.yml", "[forwarded-1, in-flight-1, retry-1]" => "[forwarded-1, rate-limit-1, in-flight-1, retry-1]", "rate-limit-exempt" of RateLimit;
    too_many_requests_are_in_flight: LIMITS, "edge.yml", "amount: 20" => "amount: 30", "concurrency" of Limits;
    bodies_have_no_limit: LIMITS, "edge.yml", "HeaderRegexp(\"Content-Length\", \"^0*" => "HeaderRegexp(\"Content-Length\", \"^x0*", "max-body" of Limits;
    an_access_rule_is_dropped: LIMITS, "edge.yml", "access-1, " => "", "access" of Lists;
    // Auth
    any_key_will_do: AUTH, "keys-1.yml", "Header(\"X-API-Key\", \"Rehearsal-Key-1\")" => "HeaderRegexp(\"X-API-Key\", \".\")", "api-key" of Auth;
    nobody_is_refused: AUTH, "edge.yml", ", reply-401]" => "]", "api-key" of Auth;
    the_password_goes_upstream: BASIC, "users-1.yml", "removeHeader: true" => "removeHeader: false", "basic" of Auth;
    passwords_are_asked_before_guesses_are_counted: BASIC, "edge.yml", "rate-limit-1, users-1" => "users-1, rate-limit-1", "basic-guesses" of Auth;
    the_service_is_not_asked: FORWARD, "edge.yml", ", ask-1" => "", "forward-auth" of Auth;
    a_client_says_who_he_is: FORWARD, "edge.yml", "          - X-User" => "          - X-Nobody", "forward-auth" of Auth;
    whoever_is_turned_away_may_guess_on: FORWARD, "edge.yml", "rate-limit-1, " => "", "forward-auth-guesses" of Auth;
    // TLS
    an_unknown_name_is_shown_a_certificate: LOBECHAT, "edge.yml", "sniStrict: true" => "sniStrict: false", "tls-names" of Tls;
    tls_1_2_is_dropped: LOBECHAT, "edge.yml", "VersionTLS12" => "VersionTLS13", "tls-profile" of Tls;
    no_answer_has_hsts: LOBECHAT, "edge.yml", "Strict-Transport-Security: \"max-age=86400\"" => "X-Nothing: nothing", "hsts" of Tls;
    a_redirect_is_for_now: LOBECHAT, "edge.yml", "permanent: true" => "permanent: false", "redirect-http" of Tls;
    http3_is_not_offered: HTTP3, "traefik.yml", "    http3: {}\n" => "", "http3" of Tls;
    // Logs and headers
    the_log_is_not_json: LOBECHAT, "traefik.yml", "accessLog:\n  format: json" => "accessLog:\n  format: common", "access-log" of Logs;
    an_excluded_path_is_logged: LOBECHAT, "edge.yml", "accessLogs: false" => "accessLogs: true", "unlogged-paths" of Logs;
    a_security_header_is_missing: LOBECHAT, "edge.yml", "X-Frame-Options: SAMEORIGIN" => "X-Nothing: nothing", "security-headers" of Headers;
    a_secret_is_read_as_yaml: SECRET, "edge.yml", " | toJson }}" => " }}", "headers" of Headers;
    event_streams_are_compressed: LOBECHAT, "edge.yml", "          - text/css" => "          - text/css\n          - text/event-stream", "compress" of Compression;
    // Canary
    the_group_is_told_to_scripts: CANARY, "edge.yml", "httpOnly: true" => "httpOnly: false", "canary-groups" of Canary;
    a_header_leads_nowhere: CANARY, "edge.yml", "Header(\"X-Canary\"" => "Header(\"X-Nothing\"", "canary-switches" of Canary;
    // Reload
    a_change_is_not_taken_over: PLAIN, "traefik.yml", "watch: true" => "watch: false", "reload" of Reload;
}
