// Sets the chosen theme before anything is painted; without a choice the system's theme holds.
try {
  const chosen = localStorage.getItem('tidings.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // a browser that keeps nothing has the system's theme
}
