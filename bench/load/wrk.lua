-- Posts "ready" and "finished" of one match after the other, each with ids of its own. Arguments: the file with the two
-- bodies, one a line, in which @match@ and @event@ stand for the ids; and the secret. Each request is put together from
-- pieces that were made beforehand: anything slower would be measured instead of the server.

local threads, requests, count = 0, {}, 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

function init(args)
	math.randomseed(os.time() + number)
	run = string.format("%08x", math.random(0, 2 ^ 31))
	wrk.method = "POST"
	wrk.headers["content-type"] = "application/json"
	wrk.headers["x-webhook-secret"] = args[2]
	for line in io.lines(args[1]) do
		-- As long as the ids, for the sake of content-length.
		local body = line:gsub("@event@", ("@"):rep(36)):gsub("@match@", ("#"):rep(38))
		local request = wrk.format(nil, nil, nil, body)
		local head, middle, tail = request:match("^(.-)" .. ("@"):rep(36) .. "(.-)" .. ("#"):rep(38) .. "(.*)$")
		requests[#requests + 1] = { head, middle, tail }
	end
end

function request()
	local pieces = requests[count % 2 + 1]
	local event = string.format("%s-0000-4%03x-9000-%012x", run, number, count)
	local match = string.format("1-%s-0000-4%03x-8000-%012x", run, number, math.floor(count / 2))
	count = count + 1
	return pieces[1] .. event .. pieces[2] .. match .. pieces[3]
end

function done(summary, latency)
	local errors = summary.errors
	local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
	io.write(string.format(
		'\n{"answered":%d,"seconds":%f,"p99Ms":%f,"failed":%d}\n',
		summary.requests, summary.duration / 1e6, latency:percentile(99) / 1000, failed
	))
end
