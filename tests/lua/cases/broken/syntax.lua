return {
  a = = 7
}
