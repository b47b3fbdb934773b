// Runs before anything is drawn, so that a dark screen never flashes white.
try {
  var theme = localStorage.getItem('baltra.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; the system's theme is right then.
}
