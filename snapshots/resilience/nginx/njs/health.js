// Asks every server how it is, and says which of them a request may go to. Rendered by lbgen: change the topology, not
// this file.

// upstreams.*.health_check; times in milliseconds
const UPSTREAMS = {
    "api": {
        path: "/healthz",
        host: "api.example.com",
        interval: 5000,
        timeout: 1000,
        healthyAfter: 2,
        unhealthyAfter: 3,
        statuses: [
            [200, 299],
        ],
        servers: [
            { label: "1cd43cf5865d", url: "http://10.0.1.11:8000", weight: 1 },
            { label: "9ae03fc86ee9", url: "http://10.0.1.12:8000", weight: 1 },
            { label: "3523bff0e468", url: "http://10.0.1.13:8000", weight: 1 },
        ],
    },
};

// What no server is called: there is none that is well.
const NONE = 'none';

// Bad answers in a row of a server that is well; less than nothing, of one that is sick: good answers that it still owes.
function remembered(name, server) {
    return ngx.shared.health.get(name + ' ' + server.label) || 0;
}

function judged(before, isGood, upstream) {
    if (before < 0) {
        return isGood ? before + 1 : -upstream.healthyAfter;
    }
    const bad = isGood ? 0 : before + 1;
    return bad >= upstream.unhealthyAfter ? -upstream.healthyAfter : bad;
}

function remember(name, server, isGood) {
    const upstream = UPSTREAMS[name];
    const before = remembered(name, server);
    const after = judged(before, isGood, upstream);
    if ((before < 0) !== (after < 0)) {
        ngx.log(ngx.WARN, `health_check: ${server.url} of ${name} is ${after < 0 ? 'sick' : 'well'}`);
    }
    // Should nobody ask any more, it counts as well again.
    ngx.shared.health.set(name + ' ' + server.label, after, upstream.interval * 2 + upstream.timeout);
}

// After a start or a reload every server counts as well.
function forgetOthers() {
    if (ngx.shared.health.get('process') !== process.pid) {
        ngx.shared.health.clear();
        ngx.shared.health.set('process', process.pid, 2 ** 40);
    }
}

async function ask(name, server) {
    const upstream = UPSTREAMS[name];
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), upstream.timeout);
    });
    let isGood = false;
    try {
        const asked = ngx.fetch(server.url + upstream.path, { headers: { Host: upstream.host } });
        const status = (await Promise.race([asked, late])).status;
        isGood = upstream.statuses.some((range) => range[0] <= status && status <= range[1]);
    } catch (error) {
        ngx.log(ngx.INFO, `health_check: ${server.url} of ${name}: ${error.message}`);
    }
    clearTimeout(timer);
    remember(name, server, isGood);
}

function check(name) {
    forgetOthers();
    return Promise.all(UPSTREAMS[name].servers.map((server) => ask(name, server)));
}

// FNV-1a, its bits mixed once more, between 0 and 1.
function hashed(text) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) {
        hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 0x100000000;
}

// Each server draws a number for the key, the highest wins: when one leaves, only its keys move.
function byKey(key, servers) {
    const drawn = servers.map((server) => -server.weight / Math.log(hashed(key + ' ' + server.label)));
    return servers[drawn.indexOf(Math.max.apply(null, drawn))];
}

function byTurns(name, servers) {
    const weights = servers.reduce((sum, server) => sum + server.weight, 0);
    let turn = ngx.shared.health.incr('turn ' + name, 1, 0) % weights;
    return servers.find((server) => {
        turn -= server.weight;
        return turn < 0;
    });
}

// The classic ip_hash knows an IPv4 client by the network of its first three numbers.
function keyOf(r, upstream) {
    const key = upstream.key ? r.variables[upstream.key] : '';
    return upstream.byNetwork && !key.includes(':') ? key.split('.').slice(0, 3).join('.') : key;
}

// The label of the server for a request; nothing where nginx may choose by itself.
function choose(r, name) {
    const upstream = UPSTREAMS[name];
    const well = upstream.servers.filter((server) => remembered(name, server) >= 0);
    const usual = upstream.servers.filter((server) => !server.isBackup && !server.isDraining);
    const open = usual.filter((server) => well.includes(server));
    const sent = upstream.cookie ? r.variables[upstream.cookie] : '';
    const kept = well.find((server) => server.label === sent);
    if (kept && (!kept.isBackup || !open.length)) {
        return kept.label;
    }
    const key = keyOf(r, upstream);
    if (open.length && open.length === usual.length && !key) {
        return '';
    }
    const left = open.length ? open : well.filter((server) => server.isBackup && !server.isDraining);
    if (!left.length) {
        return NONE;
    }
    return (key ? byKey(key, left) : byTurns(name, left)).label;
}

export default {
    check_1: () => check("api"),
    choose_1: (r) => choose(r, "api"),
};
