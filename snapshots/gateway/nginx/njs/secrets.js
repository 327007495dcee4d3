// headers.request.set: values that stand in nginx's environment. One that is not set, or holds what no header may, counts
// as none; the route answers 503 then.
function header(prefix, name) {
    const secret = process.env[name];
    return secret && !/[\x00-\x1f\x7f]/.test(secret) ? prefix + secret : '';
}

function secret_1() { return header("Bearer ", "OPENAI_API_KEY"); }

export default { secret_1 };
