fetch('https://api.example.com/api/v1/snapshots/801/restore/', {
  method: 'POST',
  headers: {
    'Authorization': 'Bearer YOUR_API_TOKEN',
    'Content-Type': 'application/json'
  }
})
.then(response => response.json())
.then(data => console.log(JSON.stringify(data)));
