// Finds sections that contain all words; the index is search-index.js, so that it works from a file as well as from a server.
(() => {
  const box = document.getElementById('search');
  const results = document.getElementById('results');
  const most = 30;
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const score = (section, sought) => {
    let sum = 0;
    for (const word of sought) {
      const place = section.text.indexOf(word);
      if (place < 0 && !section.heading.toLowerCase().includes(word)) {
        return 0;
      }
      sum += section.heading.toLowerCase().includes(word) ? 10 : 1;
    }
    return sum;
  };
  const show = () => {
    const sought = words(box.value);
    const found = sought.length === 0 ? [] : window.lacunaSections.map((section) => [score(section, sought), section])
      .filter(([points]) => points > 0).sort((one, other) => other[0] - one[0]).slice(0, most);
    results.hidden = sought.length === 0;
    results.replaceChildren(...found.map(([, section]) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = section.url;
      link.textContent = section.page === section.heading ? section.page : section.page + ': ' + section.heading;
      const place = Math.max(0, section.text.indexOf(sought[0]) - 40);
      const text = document.createElement('p');
      text.textContent = section.text.slice(place, place + 160);
      item.append(link, text);
      return item;
    }));
    document.getElementById('found').textContent = sought.length === 0 ? '' : found.length === most ? `${most} sections or more` : `${found.length} sections`;
  };
  box.addEventListener('input', show);
  document.getElementById('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
})();
