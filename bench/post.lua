-- Comments for wrk: each with words of its own, from a network of its own (the site trusts one proxy).
local words, number = {}, 0
for word in ("calf cramp night stretch magnesium salt water doctor bed foot morning run week pain muscle hour sleep helped never always warm cold leg heel wall towel lemon walk year mother"):gmatch("%a+") do
    words[#words + 1] = word
end

function init()
    math.randomseed(os.time())
end

function request()
    number = number + 1
    local said = {}
    for place = 1, 30 do
        said[place] = words[math.random(#words)]
    end
    local network = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
    local body = "name=Reader+" .. number .. "&email=&body=" .. table.concat(said, "+") .. "+" .. number
    return wrk.format("POST", nil, {
        ["Content-Type"] = "application/x-www-form-urlencoded",
        ["Sec-Fetch-Site"] = "same-origin",
        ["X-Forwarded-For"] = network,
    }, body)
end
