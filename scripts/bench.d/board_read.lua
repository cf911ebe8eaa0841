-- wrk: reads one post after the other, BOARD_POSTS of them at random.
local posts = tonumber(os.getenv("BOARD_POSTS"))
request = function()
    return wrk.format("GET", "/api/board/posts/" .. math.random(1, posts))
end
