-- What wrk sends, and what it prints of it: ./bench api runs it. The first argument is "get", or the number of the first of
-- many servers that each get one snapshot, of which the second argument tells how many.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int process, int signal);")
local INTERRUPT = 2

local server, last, left

function init(args)
    if args[1] == "get" then
        return
    end
    server = tonumber(args[1])
    left = tonumber(args[2])
    last = server + left
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    request = create
    response = created
end

-- A few are sent beyond the last, as others are on their way when that is answered.
function create()
    local body = string.format('{"server_id": %d, "name": "bench", "description": "Taken by the bench"}', server)
    server = server + 1
    return wrk.format(nil, nil, nil, body)
end

-- wrk would otherwise sleep to the end of its time, and count that as well.
function created()
    left = left - 1
    if left == 0 then
        wrk.thread:stop()
        ffi.C.kill(ffi.C.getpid(), INTERRUPT)
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("requests=%d microseconds=%d failed=%d p50=%d p99=%d\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
