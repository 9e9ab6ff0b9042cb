-- Sends the operation in the environment variable BODY. With DIFFERENT=1, each request has another value of a variable that
-- the operation does not declare, so no two requests are equal.
local body = os.getenv("BODY")
local headers = { ["Content-Type"] = "application/json" }
if os.getenv("TOKEN") then headers["Authorization"] = "Bearer " .. os.getenv("TOKEN") end

if os.getenv("DIFFERENT") == "1" then
  local before, after = body:match('^(.*"unread":)0(.*)$')
  local count = 0
  request = function()
    count = count + 1
    return wrk.format("POST", nil, headers, before .. count .. after)
  end
else
  wrk.method, wrk.body, wrk.headers = "POST", body, headers
end
