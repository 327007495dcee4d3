//! Faults of `nginx.conf`.

use super::faults;

faults! { Nginx131:
    // Routing
    a_path_is_decoded_on_its_way: PLAIN, "nginx.conf", "proxy_pass http://app;" => "proxy_pass http://app$uri$is_args$args;", "routing" of Routing;
    a_prefix_has_no_boundary: PATHS, "nginx.conf", r"/api(?:/|$)" => "/api", "narrow-paths" of Routing;
    an_unknown_host_is_served: PLAIN, "nginx.conf", "return 404 " => "return 200 ", "unknown-host" of Routing;
    a_public_path_is_found_inside: PRIVATE, "nginx.conf", "^/v1(?:/|$)" => "^/", "private" of Routing;
    a_method_is_let_in: LIMITS, "nginx.conf", "if ($allow_1) { return 405; }" => "", "methods" of Routing;
    a_fixed_answer_says_something_else: PATHS, "nginx.conf", "all is well" => "all is lost", "own-answers" of Routing;
    // Who is asking
    a_claimed_address_is_appended: PLAIN, "nginx.conf", "X-Forwarded-For $remote_addr" => "X-Forwarded-For $proxy_add_x_forwarded_for", "claims" of ClientAddress;
    everyone_is_a_trusted_proxy: BEHIND_A_PROXY, "nginx.conf", "set_real_ip_from 127.10.0.0/16" => "set_real_ip_from 0.0.0.0/0", "claims" of ClientAddress;
    the_first_hop_is_taken_for_the_client: BEHIND_A_PROXY, "nginx.conf", "real_ip_recursive on" => "real_ip_recursive off", "trusted-proxies" of ClientAddress;
    everyone_announces_clients: PROXY_PROTOCOL, "nginx.conf", "set_real_ip_from 127.10.0.0/16" => "set_real_ip_from 0.0.0.0/0", "proxy-protocol" of ClientAddress;
    // Balance
    a_weight_is_dropped: BALANCE, "nginx.conf", " weight=4" => "", "balance" of Balance;
    a_backup_serves_all_the_time: BALANCE, "nginx.conf", " backup;" => ";", "balance" of Balance;
    open_streams_are_not_counted: HASHED, "nginx.conf", "least_conn;" => "", "least-connections" of Balance;
    a_hash_is_of_something_else: HASHED, "nginx.conf", "$http_x_user consistent" => "$request_id consistent", "hash" of Balance;
    clients_are_not_hashed: HASHED, "nginx.conf", "ip_hash;" => "", "ip-hash" of IpHash;
    // Sticky cookie
    clients_do_not_stay: LOBECHAT, "nginx.conf", "sticky cookie lb_lobechat" => "# sticky cookie lb_lobechat", "sticky-stays" of Sticky;
    scripts_may_read_the_cookie: LOBECHAT, "nginx.conf", " httponly" => "", "sticky-cookie" of Sticky;
    // WebSocket
    no_upgrade_passes: PLAIN, "nginx.conf", "proxy_set_header Upgrade $upgrade;" => "", "websocket" of WebSocket;
    any_upgrade_passes: PLAIN, "nginx.conf", "proxy_set_header Upgrade $upgrade;" => "proxy_set_header Upgrade $http_upgrade;", "websocket" of WebSocket;
    a_silent_tunnel_is_cut: PLAIN, "nginx.conf", "proxy_read_timeout 4s;" => "proxy_read_timeout 1s;", "tunnel-lives" of WebSocket;
    connections_are_used_once: PLAIN, "nginx.conf", "proxy_set_header Connection $connection_option;" => "proxy_set_header Connection close;", "keepalive" of WebSocket;
    idle_connections_are_kept: NARROW, "nginx.conf", "keepalive_timeout 1s;" => "keepalive_timeout 1h;", "keepalive-idle" of WebSocket;
    // Streams
    answers_are_buffered: LOBECHAT, "nginx.conf", "proxy_buffering off;" => "proxy_buffering on;", "stream-at-once" of Streams;
    requests_are_buffered: LOBECHAT, "nginx.conf", "proxy_request_buffering off;" => "proxy_request_buffering on;", "stream-upload" of Streams;
    event_streams_are_compressed: LOBECHAT, "nginx.conf", "gzip_types text/css" => "gzip_types text/event-stream text/css", "stream-at-once" of Streams;
    silence_ends_a_stream: LOBECHAT, "nginx.conf", "proxy_read_timeout 3s;" => "proxy_read_timeout 2s;", "stream-silence" of Streams;
    who_leaves_is_not_noticed: LOBECHAT, "nginx.conf", "proxy_socket_keepalive on;" => "proxy_ignore_client_abort on;", "stream-abandoned" of Streams;
    // Timeouts
    a_dead_upstream_is_answered_by_200: PLAIN, "nginx.conf", "504 @errors;" => "504 = @errors;", "refused-502" of Timeouts;
    an_unreachable_upstream_is_answered_by_502: PLAIN, "nginx.conf", "503 504 @errors;" => "503 @errors; error_page 504 =502 @errors;", "connect-504" of Timeouts;
    a_silent_upstream_is_waited_for: PLAIN, "nginx.conf", "proxy_read_timeout 1s;" => "proxy_read_timeout 7s;", "silent-504" of Timeouts;
    a_slow_head_is_waited_for: PLAIN, "nginx.conf", "client_header_timeout 2s;" => "client_header_timeout 7s;", "slow-head" of Timeouts;
    no_connection_is_kept_for_a_client: PLAIN, "nginx.conf", "\n    keepalive_timeout 2s;" => "\n    keepalive_timeout 0;", "idle-client" of Timeouts;
    // Passive health and retries
    requests_die_with_their_server: LOBECHAT, "nginx.conf", "proxy_next_upstream error;" => "proxy_next_upstream off;", "failover" of Retries;
    a_silence_is_not_tried_again: LATE, "nginx.conf", "proxy_next_upstream error timeout" => "proxy_next_upstream error", "retry-timeout" of Retries;
    a_listed_status_is_passed_on: RESILIENCE, "nginx.conf", " http_502 http_503" => "", "retry-status" of Retries;
    a_post_is_replayed: PLAIN, "nginx.conf", "proxy_next_upstream error;" => "proxy_next_upstream error non_idempotent;", "post-once" of Retries;
    a_dead_server_is_asked_again: HASHED, "nginx.conf", "max_fails=3" => "max_fails=0", "passive-health" of Retries;
    the_health_check_asks_nobody: SICK, "health.js", "path: \"/healthz\"" => "path: \"/\"", "health-check" of ActiveHealth;
    a_sick_server_is_never_well_again: SICK, "health.js", "healthyAfter: 1" => "healthyAfter: 99", "health-check" of ActiveHealth;
    // Limits and lists
    a_burst_is_too_small: LIMITS, "nginx.conf", "burst=39" => "burst=20", "rate-limit" of RateLimit;
    a_burst_is_too_large: LIMITS, "nginx.conf", "burst=39" => "burst=59", "rate-limit" of RateLimit;
    nobody_is_exempt: LIMITS, "nginx.conf", "127.10.0.0/16 1;" => "127.10.0.0/16 0;", "rate-limit-exempt" of RateLimit;
    requests_in_flight_are_not_counted: LIMITS, "nginx.conf", "limit_conn in_flight_1 20;" => "", "concurrency" of Limits;
    bodies_have_no_limit: LIMITS, "nginx.conf", "client_max_body_size 10m;" => "", "max-body" of Limits;
    bodies_in_chunks_have_no_limit: NARROW, "nginx.conf", "client_max_body_size 50k;" => "", "max-body-chunked" of Limits;
    servers_get_more_than_they_take: NARROW, "nginx.conf", "max_conns=2" => "max_conns=9", "max-connections" of Limits;
    an_access_rule_is_dropped: LIMITS, "nginx.conf", "if ($is_denied_1) { return 403; }" => "", "access" of Lists;
    // Auth
    a_key_in_another_case_will_do: AUTH, "keys-1.map", "~^" => "~*^", "api-key" of Auth;
    the_key_goes_upstream: AUTH, "nginx.conf", "proxy_set_header X-API-Key \"\";" => "", "api-key" of Auth;
    nobody_is_asked_for_a_key: AUTH, "nginx.conf", "auth_request auth_0;" => "", "api-key" of Auth;
    nobody_is_asked_for_a_password: BASIC, "nginx.conf", "auth_basic Metrics;" => "auth_basic off;", "basic" of Auth;
    whoever_it_is_is_not_told: BASIC, "nginx.conf", "X-Consumer $remote_user;" => "X-Consumer \"\";", "basic" of Auth;
    the_service_is_not_asked: FORWARD, "nginx.conf", "auth_request auth_0;" => "", "forward-auth" of Auth;
    a_client_says_who_he_is: FORWARD, "nginx.conf", "proxy_set_header X-User $said_x_user;" => "", "forward-auth" of Auth;
    the_service_is_asked_about_something_else: FORWARD, "nginx.conf", "X-Forwarded-Uri $request_uri" => "X-Forwarded-Uri $uri", "forward-auth" of Auth;
    a_redirect_of_the_service_is_lost: FORWARD, "nginx.conf", "error_page 401 = @refused_0;" => "", "forward-auth-refusal" of Auth;
    a_dead_service_lets_everyone_in: FORWARD, "nginx.conf", "308 403 =401 @errors;" => "308 403 =401 @errors; error_page 502 =204 @errors;", "forward-auth-down" of Auth;
    whoever_is_turned_away_may_guess_on: FORWARD, "nginx.conf", "limit_req zone=rate_1" => "# limit_req zone=rate_1", "forward-auth-guesses" of Auth;
    // TLS
    http2_is_not_offered: LOBECHAT, "nginx.conf", "http2 on;" => "", "tls-names" of Tls;
    tls_1_2_is_dropped: LOBECHAT, "nginx.conf", "ssl_protocols TLSv1.2 " => "ssl_protocols ", "tls-profile" of Tls;
    errors_are_without_hsts: LOBECHAT, "nginx.conf", "$hsts always;" => "$hsts;", "hsts" of Tls;
    a_redirect_is_for_now: LOBECHAT, "nginx.conf", "return 308 https" => "return 302 https", "redirect-http" of Tls;
    // Logs, metrics and headers
    the_log_is_not_json: LOBECHAT, "nginx.conf", "/dev/stdout json" => "/dev/stdout combined", "access-log" of Logs;
    the_log_tells_the_query: LOBECHAT, "nginx.conf", "\"uri\":\"$log_uri\"" => "\"uri\":\"$request_uri\"", "log-members" of Logs;
    an_excluded_path_is_logged: LOBECHAT, "nginx.conf", " if=$is_logged" => "", "unlogged-paths" of Logs;
    errors_are_without_security_headers: LOBECHAT, "nginx.conf", "SAMEORIGIN always;" => "SAMEORIGIN;", "security-headers" of Headers;
    a_header_is_not_removed: HEADERS, "nginx.conf", "proxy_hide_header X-Powered-By;" => "", "headers" of Headers;
    a_secret_does_not_arrive: SECRET, "nginx.conf", "proxy_set_header Authorization $secret_1;" => "", "headers" of Headers;
    a_secret_is_cut: SECRET, "secrets.js", "prefix + secret :" => "prefix + secret.split(' ')[0] :", "headers" of Headers;
    the_version_is_told: PLAIN, "nginx.conf", "server_tokens off;" => "server_tokens on;", "no-version" of Headers;
    images_are_compressed: LOBECHAT, "nginx.conf", "gzip_types text/css" => "gzip_types image/png text/css", "compress" of Compression;
    // Canary
    nobody_is_drawn_for_the_canary: CANARY, "nginx.conf", "5% new-canary;" => "", "canary-groups" of Canary;
    nobody_stays_in_his_group: CANARY, "nginx.conf", "map $canary_0_group_sent $canary_0_kept" => "map $canary_0_new $canary_0_kept", "canary-groups" of Canary;
    a_header_leads_nowhere: CANARY, "nginx.conf", "map $http_x_canary" => "map $http_x_nothing", "canary-switches" of Canary;
    // Cache
    nothing_is_kept: CACHE, "nginx.conf", "proxy_cache $cache_0;" => "", "cache" of Cache;
    a_query_makes_no_difference: CACHE, "nginx.conf", "$host_port$request_uri\"" => "$host_port$uri\"", "cache" of Cache;
    all_paths_are_kept: CACHE, "nginx.conf", "^(?:/_next/static|/assets)(?:/|$)" => "^", "cache" of Cache;
    who_sends_authorization_gets_what_is_kept: CACHE, "nginx.conf", "map $http_authorization$upgrade" => "map $upgrade", "cache-private" of Cache;
    cookies_are_kept: CACHE, "nginx.conf", "proxy_no_cache $is_not_kept;" => "proxy_ignore_headers Set-Cookie;", "cache-private" of Cache;
    what_forbids_it_is_kept: CACHE, "nginx.conf", "proxy_no_cache $is_not_kept;" => "proxy_ignore_headers Cache-Control;", "cache-private" of Cache;
    // Plain TCP
    a_refused_connection_is_lost: TCP, "nginx.conf", "proxy_next_upstream on;" => "proxy_next_upstream off;", "tcp-failover" of Tcp;
    silent_connections_are_kept: TCP, "nginx.conf", "proxy_timeout 2s;" => "proxy_timeout 1h;", "tcp-idle" of Tcp;
    // Reload and stop
    a_reload_cuts_streams: LOBECHAT, "nginx.conf", "worker_shutdown_timeout 1h;" => "worker_shutdown_timeout 1s;", "reload-streams" of Reload;
    a_stop_cuts_streams: PLAIN, "nginx.conf", "worker_shutdown_timeout 1h;" => "worker_shutdown_timeout 1s;", "graceful-stop" of Reload;
}
