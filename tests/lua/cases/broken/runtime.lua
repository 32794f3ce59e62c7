local function depth(t)
  return t.a.b
end
return depth({})
