-- wrk: writes posts; BOARD_TOKEN is the access token, BOARD_TEXT the body.
local count = 0
local head = { ["content-type"] = "application/json", ["authorization"] = "Bearer " .. os.getenv("BOARD_TOKEN") }
local text = os.getenv("BOARD_TEXT")
request = function()
    count = count + 1
    local body = '{"title":"측정 ' .. count .. '","body":"' .. text .. '"}'
    return wrk.format("POST", "/api/board/posts", head, body)
end
