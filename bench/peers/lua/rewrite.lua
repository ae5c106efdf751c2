-- The peer in Lua: a pattern over the whole body, the header, the rewrite, a new route.
function envoy_on_request(h)
  local body = h:body()
  local s = body:getBytes(0, body:length())
  local n = string.gsub(s, '"model"%s*:%s*"[^"]*"', '"model":"mb"', 1)
  body:setBytes(n)
  h:headers():replace("content-length", #n)
  h:headers():replace("x-selected-provider", "b")
  h:clearRouteCache()
end
