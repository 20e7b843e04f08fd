-- Comments for wrk: each with words of its own (8,000 there are, so that few texts look alike), from an address of its own (the site trusts one proxy).
local parts, number, first = {}, 0, 0
for part in ("ka lo mi ren sta tu vel no pra si gor ban el di fu mar te zo qui hes"):gmatch("%a+") do
    parts[#parts + 1] = part
end

local function word()
    return parts[math.random(#parts)] .. parts[math.random(#parts)] .. parts[math.random(#parts)]
end

function init()
    math.randomseed(os.time())
    first = math.random(0, 2 ^ 24 - 1)
end

function request()
    number = number + 1
    local said = {}
    for place = 1, 30 do
        said[place] = word()
    end
    local place = first + number
    local address = string.format("10.%d.%d.%d", place / 65536 % 256, place / 256 % 256, place % 256)
    local body = "name=Reader+" .. number .. "&email=&body=" .. table.concat(said, "+") .. "+" .. number
    return wrk.format("POST", nil, {
        ["Content-Type"] = "application/x-www-form-urlencoded",
        ["Sec-Fetch-Site"] = "same-origin",
        ["X-Forwarded-For"] = address,
    }, body)
end

-- Of each that was taken, where its writer finds it.
addresses = {}

function response(status, headers)
    addresses[#addresses + 1] = headers["Location"] or headers["location"]
end

function setup(thread)
    threads = { thread }
end

function done()
    local file = io.open(os.getenv("ANSWERED"), "a")
    for _, address in ipairs(threads[1]:get("addresses")) do
        file:write(address, "\n")
    end
    file:close()
end
